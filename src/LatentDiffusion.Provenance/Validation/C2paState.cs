namespace LatentDiffusion.Provenance;

/// <summary>What a validation ends in.</summary>
public enum C2paState
{
    /// <summary>The file has no manifest store.</summary>
    Absent,

    /// <summary>The manifest store, or the file against it, is broken.</summary>
    Invalid,

    /// <summary>Nothing was changed since it was signed; by whom, nobody on the trust list attests.</summary>
    Valid,

    /// <summary>Nothing was changed since it was signed, by somebody whom the trust list knows.</summary>
    Trusted,
}
