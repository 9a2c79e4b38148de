namespace LatentDiffusion.Provenance;

/// <summary>What a <see cref="C2paStatus"/> means for the whole.</summary>
public enum C2paStatusKind
{
    /// <summary>Something holds.</summary>
    Success,

    /// <summary>Something to know, which breaks nothing.</summary>
    Informational,

    /// <summary>Something is broken.</summary>
    Failure,
}
