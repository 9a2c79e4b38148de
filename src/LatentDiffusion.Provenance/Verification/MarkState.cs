namespace LatentDiffusion.Provenance;

/// <summary>What the marks of a file come to.</summary>
public enum MarkState
{
    /// <summary>The file has no mark that is known here.</summary>
    Unmarked,

    /// <summary>The file has a mark, and all that it has hold.</summary>
    Marked,

    /// <summary>A mark of the file is broken, or it is not an image that can be read.</summary>
    Broken,
}
