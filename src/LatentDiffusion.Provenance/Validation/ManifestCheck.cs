namespace LatentDiffusion.Provenance;

/// <summary>Checks a manifest of a store: signature, assertions, ingredients (C2PA 2.2, section 15).</summary>
/// <param name="store">The store.</param>
/// <param name="trust">Whom is trusted.</param>
/// <param name="findings">Told what holds and what does not.</param>
internal sealed class ManifestCheck(JumbfBox store, C2paTrust trust, Findings findings)
{
    private const int MaxManifests = 200;

    // Whether manifests that were checked hold by themselves, by their labels; one that is being checked does not yet.
    private Dictionary<string, bool> _holding = new(StringComparer.Ordinal);

    /// <summary>Checks the active manifest against the file.</summary>
    public void RunActive(JumbfBox manifest, ReadOnlyMemory<byte> file, ManifestPlace place, C2paReport report)
    {
        _holding.Add(manifest.Label, false);
        ClaimView claim = ClaimView.Of(manifest);
        report.Generator = claim.Generator;
        SignatureCheck signature = CheckSignature(claim);
        (report.Signer, report.Issuer) = (signature.Certificate?.Subject, signature.Certificate?.Issuer);
        report.SignedAt = signature.SignedAt;
        List<JumbfBox> assertions = CheckAssertions(claim);
        report.Actions = ReadActions(assertions, claim);
        report.Ingredients = CheckIngredients(assertions, claim);
        if (manifest.Type == JumbfType.UpdateManifest)
        {
            findings.Failure(
                "algorithm.unsupported", Uri(manifest), "The active manifest is an update of another, which cannot be checked here.");
        }
        else new BindingCheck(findings).Run(assertions, claim, file, place);
        report.State = findings.HasFailure ? C2paState.Invalid : signature.IsTrusted ? C2paState.Trusted : C2paState.Valid;
    }

    private static string Uri(JumbfBox manifest, string rest = "") => $"self#jumbf=/c2pa/{manifest.Label}{rest}";

    private SignatureCheck CheckSignature(ClaimView claim)
    {
        string uri = Uri(claim.Manifest, $"/{Labels.Signature}");
        SignatureCheck check = new(trust, findings, uri);
        JumbfBox[] boxes = [.. claim.Manifest.Children.Where(c => c.Type == JumbfType.Signature)];
        string named = claim.Map.Get<string>("signature") ?? "";
        bool isNamed = named == uri || named == $"self#jumbf={Labels.Signature}";
        if (boxes is [{ Label: Labels.Signature } box] && isNamed && box.Content("cbor") is { } bytes) check.Run(bytes, claim.Bytes);
        else findings.Failure("claimSignature.missing", uri, "The claim has no signature, or not the one that it names.");
        return check;
    }

    /// <summary>The assertions that the claim names; each is there, and is what was signed.</summary>
    private List<JumbfBox> CheckAssertions(ClaimView claim)
    {
        List<JumbfBox> found = [];
        string[] redacted = [.. (claim.Map.Get<List<object?>>("redacted_assertions") ?? []).OfType<string>()];
        foreach (HashedUri? uri in claim.Assertions)
        {
            if (uri is null) throw new DamagedMarkException("claim.malformed", "A reference to an assertion is damaged.");
            JumbfBox? box = ClaimView.Resolve(uri.Path, store, claim.Manifest);
            if (box is null || !claim.Manifest.Whole.Span.Overlaps(box.Whole.Span))
            {
                findings.Failure("assertion.missing", uri.Url, "An assertion that the claim names is not there.");
                continue;
            }

            byte[] hash = HashAlgorithms.Compute(uri.Algorithm ?? claim.Algorithm ?? "", box.Payload);
            findings.Add(
                hash.AsSpan().SequenceEqual(uri.Hash), "assertion.hashedURI.match", "assertion.hashedURI.mismatch", uri.Url,
                $"hash of {box.Label}");
            found.Add(box);
        }

        JumbfBox[] stores = [.. claim.Manifest.Children.Where(c => c.Type == JumbfType.AssertionStore)];
        if (stores.Length != 1)
            findings.Failure("claim.malformed", Uri(claim.Manifest), $"The manifest has {stores.Length} stores of assertions.");
        int declared = found.Distinct().Count();
        if (stores.Sum(s => s.Children.Count) != declared && redacted.Length == 0)
            findings.Failure("assertion.undeclared", Uri(claim.Manifest), "The manifest has assertions that the claim does not name.");
        return found;
    }

    private List<C2paAction> ReadActions(List<JumbfBox> assertions, ClaimView claim)
    {
        List<C2paAction> actions = [];
        foreach (var (_, map) in Maps(assertions, "c2pa.actions"))
            actions.AddRange(map.Maps("actions")
                .Select(a => new C2paAction(a.Get<string>("action") ?? "", a.Get<string>("digitalSourceType"))));

        if (!claim.IsOld && claim.Manifest.Type == JumbfType.Manifest && actions is not [{ Name: "c2pa.created" or "c2pa.opened" }, ..])
            findings.Failure("assertion.action.malformed", Uri(claim.Manifest), "The first action is neither created nor opened.");
        return actions;
    }

    private List<C2paIngredient> CheckIngredients(List<JumbfBox> assertions, ClaimView claim)
    {
        List<C2paIngredient> ingredients = [];
        foreach (var (box, map) in Maps(assertions, "c2pa.ingredient"))
        {
            HashedUri? uri = HashedUri.From(map.GetValueOrDefault("activeManifest") ?? map.GetValueOrDefault("c2pa_manifest"));
            JumbfBox? manifest = uri is null ? null : ClaimView.Resolve(uri.Path, store, claim.Manifest);
            bool holds = false;
            string its = Uri(claim.Manifest, $"/{Labels.Assertions}/{box.Label}");
            if (uri is null) findings.Note("ingredient.unknownProvenance", its, "no manifest");
            else if (manifest is null)
                findings.Failure("ingredient.manifest.missing", uri.Url, "The manifest of an ingredient is not there.");
            else holds = CheckIngredient(manifest, uri, claim, RecordedFailures(map));
            ingredients.Add(
                new C2paIngredient(map.Get<string>("relationship"), map.Get<string>("dc:title"), manifest?.Label) { Holds = holds });
        }

        return ingredients;
    }

    /// <summary>The assertions whose labels begin so, read one at a time.</summary>
    private static IEnumerable<(JumbfBox Box, Dictionary<string, object?> Map)> Maps(IEnumerable<JumbfBox> assertions, string label) =>
        assertions.Where(a => a.Label.StartsWith(label, StringComparison.Ordinal))
            .Select(a => (a, CborTree.ReadMap(a.Content("cbor") ?? default, "assertion.cbor.invalid")));

    /// <summary>Checks the manifest of an ingredient. Faults that were there when it was taken over are told, and break nothing.</summary>
    /// <returns>Whether it has no fault at all.</returns>
    private bool CheckIngredient(JumbfBox manifest, HashedUri uri, ClaimView claim, HashSet<string> known)
    {
        bool isSame = HashAlgorithms.Compute(uri.Algorithm ?? claim.Algorithm ?? "", manifest.Payload).AsSpan().SequenceEqual(uri.Hash);
        findings.Add(
            isSame, "ingredient.manifest.validated", "ingredient.manifest.mismatch", uri.Url, "manifest of an ingredient");
        if (!_holding.ContainsKey(manifest.Label)) CheckByItself(manifest, uri, known);
        return isSame && known.Count == 0 && _holding.GetValueOrDefault(manifest.Label);
    }

    private void CheckByItself(JumbfBox manifest, HashedUri uri, HashSet<string> known)
    {
        if (_holding.Count >= MaxManifests) return;
        _holding.Add(manifest.Label, false);
        Findings inner = new();
        try
        {
            ManifestCheck check = new(store, trust, inner) { _holding = _holding };
            ClaimView its = ClaimView.Of(manifest);
            check.CheckSignature(its);
            check.CheckIngredients(check.CheckAssertions(its), its);
        }
        catch (DamagedMarkException e)
        {
            inner.Failure(e.Code, uri.Url, e.Message);
        }

        _holding[manifest.Label] = !inner.HasFailure;
        foreach (C2paStatus status in inner.All)
        {
            bool isKnown = status.Kind == C2paStatusKind.Failure && known.Contains(status.Code);
            findings.Add(isKnown ? C2paStatusKind.Informational : status.Kind, status.Code, status.Uri, status.Explanation);
        }
    }

    private static HashSet<string> RecordedFailures(Dictionary<string, object?> ingredient)
    {
        Dictionary<string, object?>? results = ingredient.Get<Dictionary<string, object?>>("validationResults");
        IEnumerable<Dictionary<string, object?>> recorded =
        [
            .. results?.Get<Dictionary<string, object?>>("activeManifest")?.Maps("failure") ?? [],
            .. ingredient.Maps("validationStatus"),
        ];
        return [.. recorded.Select(r => r.Get<string>("code")).OfType<string>()];
    }
}
