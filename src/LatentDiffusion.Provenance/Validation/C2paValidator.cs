using LatentDiffusion.Imaging;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Validates the C2PA manifest store of a file (C2PA 2.2, section 15): that the file is the one that was signed, the signature, its
/// certificates and time stamp, and the manifests of ingredients. Reads what <see cref="C2paFile"/> writes in full; of others' stores what
/// they have in common with it, and says what it cannot check. Never throws for what a file holds; fetches nothing. Thread-safe.
/// </summary>
/// <param name="trust">Whom one trusts. Default nobody: the best result is <see cref="C2paState.Valid"/>.</param>
public sealed class C2paValidator(C2paTrust? trust = null)
{
    /// <summary>Validates a file.</summary>
    /// <param name="file">Any bytes.</param>
    public C2paReport Validate(ReadOnlySpan<byte> file)
    {
        Findings findings = new();
        C2paReport report = new();
        try
        {
            if (ImageFile.FormatOf(file) is { } format && ManifestContainer.Of(format).Find(file) is { } place)
                Validate(file.ToArray(), place, findings, report);
        }
        catch (DamagedMarkException e)
        {
            findings.Failure(e.Code, null, e.Message);
        }
        catch (Exception e) when (SignatureCheck.IsDamage(e))
        {
            findings.Failure("general.error", null, $"The manifest store cannot be read: {e.Message}");
        }

        report.Statuses = findings.All;
        if (findings.HasFailure) report.State = C2paState.Invalid;
        return report;
    }

    private void Validate(byte[] file, ManifestPlace place, Findings findings, C2paReport report)
    {
        JumbfBox store = JumbfBox.Parse(place.Store);
        JumbfBox[] manifests = [.. store.Children.Where(c => c.Type is JumbfType.Manifest or JumbfType.UpdateManifest)];
        if (store.Type != JumbfType.Store || store.Label != Labels.Store || manifests.Length == 0)
            throw new DamagedMarkException("claim.missing", "The store holds no manifest.");
        if (manifests.DistinctBy(m => m.Label).Count() != manifests.Length)
            throw new DamagedMarkException("claim.multiple", "The store holds several manifests of one name.");
        report.Label = manifests[^1].Label;
        new ManifestCheck(store, trust ?? C2paTrust.Nobody, findings).RunActive(manifests[^1], file, place, report);
    }
}
