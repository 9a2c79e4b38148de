namespace LatentDiffusion.Provenance;

/// <summary>What more light or more contrast does to a block.</summary>
internal enum BlockTone
{
    /// <summary>It stays what it is.</summary>
    Middle,

    /// <summary>It becomes white, and its mark is lost.</summary>
    White,

    /// <summary>It becomes black by more contrast, and its mark is lost.</summary>
    Black,
}
