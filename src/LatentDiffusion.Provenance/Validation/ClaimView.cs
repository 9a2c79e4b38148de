namespace LatentDiffusion.Provenance;

/// <summary>A manifest and its claim, as they lie in a store.</summary>
internal sealed class ClaimView
{
    private ClaimView(JumbfBox manifest, ReadOnlyMemory<byte> bytes, Dictionary<string, object?> map, bool isOld) =>
        (Manifest, Bytes, Map, IsOld) = (manifest, bytes, map, isOld);

    /// <summary>The manifest.</summary>
    public JumbfBox Manifest { get; }

    /// <summary>The CBOR of the claim, which the signature is of.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What it says.</summary>
    public Dictionary<string, object?> Map { get; }

    /// <summary>Whether it is a claim of C2PA 1.</summary>
    public bool IsOld { get; }

    /// <summary>The hash for what names none.</summary>
    public string? Algorithm => Map.Get<string>("alg");

    /// <summary>Name and version of what made it.</summary>
    public string? Generator
    {
        get
        {
            Dictionary<string, object?>? info = Map.Get<Dictionary<string, object?>>("claim_generator_info")
                ?? Map.Maps("claim_generator_info").FirstOrDefault();
            return info?.Get<string>("name") is { } name
                ? $"{name} {info.Get<string>("version")}".TrimEnd()
                : Map.Get<string>("claim_generator");
        }
    }

    /// <summary>The references to its assertions; null for those that are none.</summary>
    public IEnumerable<HashedUri?> Assertions => ((string[])["created_assertions", "gathered_assertions", "assertions"])
        .SelectMany(key => Map.Get<List<object?>>(key) ?? []).Select(HashedUri.From);

    /// <summary>Finds the claim of a manifest.</summary>
    /// <exception cref="DamagedMarkException">There is none, there are several, or it cannot be read.</exception>
    public static ClaimView Of(JumbfBox manifest)
    {
        JumbfBox[] boxes = [.. manifest.Children.Where(c => c.Type == JumbfType.Claim)];
        if (boxes is not [{ Label: Labels.Claim or Labels.ClaimOld } box])
        {
            string code = boxes.Length > 1 ? "claim.multiple" : "claim.missing";
            throw new DamagedMarkException(code, $"The manifest has {boxes.Length} claims.");
        }

        ReadOnlyMemory<byte> bytes = box.Content("cbor") ?? throw new DamagedMarkException("claim.missing", "The claim is empty.");
        return new ClaimView(manifest, bytes, CborTree.ReadMap(bytes, "claim.cbor.invalid"), box.Label == Labels.ClaimOld);
    }

    /// <summary>The box that a path leads to, from this manifest or from the store; null where there is none.</summary>
    public static JumbfBox? Resolve(string path, JumbfBox store, JumbfBox manifest)
    {
        JumbfBox? box = path.StartsWith('/') ? store : manifest;
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 8) return null;
        foreach (string part in path.StartsWith('/') ? parts[1..] : parts) box = box?.Find(part);
        return box;
    }
}
