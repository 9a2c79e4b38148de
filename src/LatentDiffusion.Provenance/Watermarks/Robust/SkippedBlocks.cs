namespace LatentDiffusion.Provenance;

/// <summary>Which blocks of a picture a reader leaves out.</summary>
internal enum SkippedBlocks
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that are nearly black, which carry little and are noisy once compressed.</summary>
    Dark,

    /// <summary>Those and all that touch white, where more light has cut something off.</summary>
    Ends,
}
