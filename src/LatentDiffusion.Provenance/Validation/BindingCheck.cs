namespace LatentDiffusion.Provenance;

/// <summary>Checks a file against the hash in its manifest (C2PA 2.2, section 15.12).</summary>
internal sealed class BindingCheck(Findings findings)
{
    private const string Mismatch = "assertion.dataHash.mismatch", Malformed = "assertion.dataHash.malformed";

    /// <summary>Checks it.</summary>
    /// <param name="assertions">The assertions that the claim names, by label.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="file">The file.</param>
    /// <param name="place">Where the store lies in it.</param>
    public void Run(IReadOnlyList<JumbfBox> assertions, ClaimView claim, ReadOnlyMemory<byte> file, ManifestPlace place)
    {
        JumbfBox[] bindings = [.. assertions.Where(a => a.Label.StartsWith("c2pa.hash.", StringComparison.Ordinal))];
        if (bindings.Length == 0)
        {
            findings.Failure("claim.hardBindings.missing", null, "The manifest names no hash of the file.");
            return;
        }

        string uri = $"self#jumbf=/c2pa/{claim.Manifest.Label}/{Labels.Assertions}/{bindings[0].Label}";
        if (bindings.Length > 1) findings.Failure("assertion.multipleHardBindings", uri, "The manifest names several hashes of the file.");
        else if (bindings[0].Label != Labels.DataHash)
            findings.Failure("algorithm.unsupported", uri, $"The file is bound by {bindings[0].Label}, which cannot be checked here.");
        else Check(bindings[0], claim, file, place, uri);
    }

    private void Check(JumbfBox box, ClaimView claim, ReadOnlyMemory<byte> file, ManifestPlace place, string uri)
    {
        Dictionary<string, object?> map = CborTree.ReadMap(box.Content("cbor") ?? default, Malformed);
        byte[] expected = map.Get<byte[]>("hash") ?? throw new DamagedMarkException(Malformed, "The hash of the file is missing.");
        string algorithm = map.Get<string>("alg") ?? claim.Algorithm ?? throw new DamagedMarkException(Malformed, "The hash has no name.");
        List<(long Start, long End)> excluded = [.. map.Maps("exclusions").Select(Range).Order()];
        List<ReadOnlyMemory<byte>> parts = [];
        long from = 0;
        bool isMore = false, covers = false;
        foreach (var (start, end) in excluded)
        {
            if (start < from || end > file.Length) throw new DamagedMarkException(Mismatch, "The ranges without hash do not fit the file.");
            parts.Add(file[(int)from..(int)start]);
            from = end;
            int last = place.Start + place.Length, least = last - place.Padding;
            covers |= start <= place.Start && end >= least;
            isMore |= start != place.Start || (end != least && end != last);
        }

        parts.Add(file[(int)from..]);
        if (!covers) throw new DamagedMarkException(Mismatch, "The hash of the file does not leave the manifest store out.");
        if (isMore)
            findings.Note("assertion.dataHash.additionalExclusionsPresent", uri, "more than the manifest store is left out of the hash");
        byte[] found = HashAlgorithms.Compute(algorithm, [.. parts]);
        findings.Add(
            found.AsSpan().SequenceEqual(expected), "assertion.dataHash.match", Mismatch, uri, "hash of the file");
    }

    private static (long Start, long End) Range(Dictionary<string, object?> range) =>
        range.TryGetNumber("start", out long? start) && range.TryGetNumber("length", out long? length) && start + length >= start
            ? (start.Value, start.Value + length.Value)
            : throw new DamagedMarkException(Malformed, "A range without hash is damaged.");
}
