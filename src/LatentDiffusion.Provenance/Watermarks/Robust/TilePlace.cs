namespace LatentDiffusion.Provenance;

/// <summary>Where tiles lie in a picture.</summary>
/// <param name="Row">Row of the picture where a tile begins, 0 to 127.</param>
/// <param name="Column">Column where it begins.</param>
internal readonly record struct TilePlace(int Row, int Column)
{
    /// <summary>Row where the first whole block begins.</summary>
    public int Top => Row % MarkLayout.BlockSize;

    /// <summary>Column where the first whole block begins.</summary>
    public int Left => Column % MarkLayout.BlockSize;

    /// <summary>The tile's row of that block.</summary>
    public int RowOffset => Offset(Row);

    /// <summary>The tile's column of that block.</summary>
    public int ColumnOffset => Offset(Column);

    /// <summary>Whole blocks in a row of a picture.</summary>
    public int Across(int width) => (width - Left) / MarkLayout.BlockSize;

    /// <summary>Whole blocks in a column of a picture.</summary>
    public int Down(int height) => (height - Top) / MarkLayout.BlockSize;

    private static int Offset(int start) => (MarkLayout.TileBlocks - start / MarkLayout.BlockSize) % MarkLayout.TileBlocks;
}
