namespace LatentDiffusion.Provenance;

/// <summary>
/// A manifest of which everything is decided but the hash of the file and the signature. However often it is built, with numbers of the
/// same size it has the same length.
/// </summary>
internal sealed class ManifestDraft
{
    private readonly string _label = $"urn:c2pa:{Guid.NewGuid()}", _instance = $"xmp:iid:{Guid.NewGuid()}";
    private readonly ClaimGenerator _generator;
    private readonly string? _title;
    private readonly List<JumbfBox> _manifests = [];
    private readonly List<(string Label, byte[] Box)> _assertions = [];

    /// <summary>Drafts the manifest of a picture.</summary>
    /// <param name="sources">What it was made from.</param>
    /// <param name="generator">What made it.</param>
    /// <param name="title">A name for people, or null.</param>
    /// <param name="when">When.</param>
    public ManifestDraft(IReadOnlyList<IngredientSource> sources, ClaimGenerator generator, string? title, DateTimeOffset when)
    {
        (_generator, _title) = (generator, title);
        HashedUri? parent = null;
        List<HashedUri> inputs = [];
        foreach (IngredientSource source in sources)
        {
            HashedUri uri = Add(IngredientLabel(parent, inputs), Ingredients.Encode(source, TakeOver(source.Store)));
            if (source.Relationship == "parentOf") parent = uri;
            else inputs.Add(uri);
        }

        Add(Labels.Actions, Actions.Encode(parent, inputs, generator, when));
    }

    /// <summary>The claim for a hash.</summary>
    /// <param name="hash">Hash of the file.</param>
    /// <param name="binding">The box of the hash.</param>
    public byte[] Claim(DataHash hash, out byte[] binding)
    {
        byte[] box = binding = Assertion(Labels.DataHash, hash.Encode());
        HashedUri[] all = [HashedUri.ToAssertion(Labels.DataHash, box), .. _assertions.Select(a => HashedUri.ToAssertion(a.Label, a.Box))];
        return CborMaps.Encode(writer => writer.WriteMap(
            ("instanceID", CborMaps.Text(_instance)),
            ("claim_generator_info", _generator.Write),
            ("signature", CborMaps.Text($"self#jumbf=/c2pa/{_label}/{Labels.Signature}")),
            ("created_assertions", w => w.WriteList(all, (list, uri) => uri.Write(list))),
            ("dc:title", CborMaps.Text(_title)),
            ("alg", CborMaps.Text(Labels.Algorithm))));
    }

    /// <summary>The store: the manifests of what it was made from, then this one.</summary>
    public byte[] Build(byte[] claim, byte[] binding, byte[] signature) => JumbfWriter.Superbox(
        JumbfType.Store,
        Labels.Store,
        [
            .. _manifests.Select(m => m.Whole),
            JumbfWriter.Superbox(
                JumbfType.Manifest,
                _label,
                JumbfWriter.Superbox(JumbfType.AssertionStore, Labels.Assertions, [binding, .. _assertions.Select(a => a.Box)]),
                JumbfWriter.Superbox(JumbfType.Claim, Labels.Claim, JumbfWriter.Box("cbor", claim)),
                JumbfWriter.Superbox(JumbfType.Signature, Labels.Signature, JumbfWriter.Box("cbor", signature))),
        ]);

    private static string IngredientLabel(HashedUri? parent, List<HashedUri> inputs)
    {
        int before = inputs.Count + (parent is null ? 0 : 1);
        return before == 0 ? Labels.Ingredient : $"{Labels.Ingredient}__{before}";
    }

    private static byte[] Assertion(string label, byte[] cbor) =>
        JumbfWriter.Superbox(JumbfType.Cbor, label, JumbfWriter.Box("cbor", cbor));

    private HashedUri Add(string label, byte[] cbor)
    {
        byte[] box = Assertion(label, cbor);
        _assertions.Add((label, box));
        return HashedUri.ToAssertion(label, box);
    }

    /// <summary>Takes the manifests of a store into this one.</summary>
    /// <returns>The active one among them; null where there is none, or another of the same name lies here already.</returns>
    private JumbfBox? TakeOver(JumbfBox? store)
    {
        JumbfBox? active = null;
        foreach (JumbfBox manifest in store?.Children ?? [])
        {
            if (manifest.Type is not (JumbfType.Manifest or JumbfType.UpdateManifest)) continue;
            active = manifest;
            JumbfBox? other = _manifests.FirstOrDefault(m => m.Label == manifest.Label);
            if (other is null) _manifests.Add(manifest);
            else if (!other.Whole.Span.SequenceEqual(manifest.Whole.Span)) active = null;
        }

        return active;
    }
}
