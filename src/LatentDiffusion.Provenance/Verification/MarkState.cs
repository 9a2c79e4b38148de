namespace LatentDiffusion.Provenance;

/// <summary>What the marks of a file come to.</summary>
public enum MarkState
{
    /// <summary>The file has no mark that is known here.</summary>
    Unmarked,

    /// <summary>The file has a mark, and all that it has hold.</summary>
    Marked,

    /// <summary>A mark of the file is broken.</summary>
    Broken,

    /// <summary>The file is not there, or not an image that can be read, so that nothing is known of its marks.</summary>
    Unreadable,
}
