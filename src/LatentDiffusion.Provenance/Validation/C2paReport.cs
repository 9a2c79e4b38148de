namespace LatentDiffusion.Provenance;

/// <summary>What a validation found. What the manifest claims is worth as much as <see cref="State"/> says.</summary>
public sealed class C2paReport
{
    /// <summary>What it ends in.</summary>
    public C2paState State { get; internal set; }

    /// <summary>All findings, in order.</summary>
    public IReadOnlyList<C2paStatus> Statuses { get; internal set; } = [];

    /// <summary>Label of the active manifest; null where there is none.</summary>
    public string? Label { get; internal set; }

    /// <summary>What made the claim: name and version; null where that is not told.</summary>
    public string? Generator { get; internal set; }

    /// <summary>Who signed: the subject of the certificate; null where there is none.</summary>
    public string? Signer { get; internal set; }

    /// <summary>Who attests that: the issuer of the certificate; null where there is none.</summary>
    public string? Issuer { get; internal set; }

    /// <summary>When it was signed, by a time stamp that holds, of an authority that the trust list knows; null without one.</summary>
    public DateTimeOffset? SignedAt { get; internal set; }

    /// <summary>What was done.</summary>
    public IReadOnlyList<C2paAction> Actions { get; internal set; } = [];

    /// <summary>What it was made from.</summary>
    public IReadOnlyList<C2paIngredient> Ingredients { get; internal set; } = [];
}
