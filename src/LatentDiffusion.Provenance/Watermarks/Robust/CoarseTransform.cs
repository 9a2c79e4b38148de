namespace LatentDiffusion.Provenance;

/// <summary>
/// The coarsest chips: two levels of the orthonormal Haar transform over the mean values of blocks. Each block of a tile stands for one
/// function, of 2x2 or of 4x4 blocks, but for those at multiples of 4, whose function would be coarser yet.
/// </summary>
/// <param name="rowOffset">The tile's row of the first block.</param>
/// <param name="columnOffset">The tile's column of the first block.</param>
/// <param name="down">Blocks in a column.</param>
/// <param name="across">Blocks in a row.</param>
internal readonly struct CoarseTransform(int rowOffset, int columnOffset, int down, int across)
{
    /// <summary>Takes the coefficient that a block stands for; 0 where its function does not lie within the picture.</summary>
    /// <param name="means">The blocks' coefficients of frequency 0.</param>
    /// <param name="block">The block.</param>
    public float Forward(ReadOnlySpan<float> means, int block)
    {
        if (!Find(block, out int size, out int first)) return 0;
        (int row, int column, int half) = (block / across + rowOffset, block % across + columnOffset, size / 2);
        (int byRow, int byColumn) = ((row & half) != 0 ? half : size, (column & half) != 0 ? half : size);
        float sum = 0;
        for (int y = 0; y < size; y++)
        {
            ReadOnlySpan<float> line = means.Slice(first + y * across, size);
            for (int x = 0; x < line.Length; x++) sum += y >= byRow != x >= byColumn ? -line[x] : line[x];
        }

        return sum / size;
    }

    /// <summary>Adds to the blocks' coefficients of frequency 0 what a block's function stands for.</summary>
    public void AddInverse(float coefficient, int block, Span<float> means)
    {
        if (!Find(block, out int size, out int first)) return;
        for (int i = 0; i < size * size; i++) means[first + i / size * across + i % size] += Sign(block, size, i) * coefficient / size;
    }

    /// <summary>Blocks that the function of a block covers; none where it does not lie within the picture.</summary>
    public IEnumerable<int> Covered(int block)
    {
        if (!Find(block, out int size, out int first)) return [];
        int width = across;
        return Enumerable.Range(0, size * size).Select(i => first + i / size * width + i % size);
    }

    private bool Find(int block, out int size, out int first)
    {
        (int row, int column) = (block / across + rowOffset, block % across + columnOffset);
        size = ((row | column) & 1) != 0 ? 2 : ((row | column) & 2) != 0 ? 4 : 0;
        (int top, int left) = ((row & -size) - rowOffset, (column & -size) - columnOffset);
        first = top * across + left;
        return size > 0 && top >= 0 && left >= 0 && top + size <= down && left + size <= across;
    }

    private float Sign(int block, int size, int i)
    {
        (int row, int column, int half) = (block / across + rowOffset, block % across + columnOffset, size / 2);
        bool negative = ((row & half) != 0 && i / size >= half) != ((column & half) != 0 && i % size >= half);
        return negative ? -1 : 1;
    }
}
