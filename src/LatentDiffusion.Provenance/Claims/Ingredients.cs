using System.Formats.Cbor;

namespace LatentDiffusion.Provenance;

/// <summary>Writes ingredient assertions (C2PA 2.2, section 18.16, <c>c2pa.ingredient.v3</c>).</summary>
internal static class Ingredients
{
    /// <summary>The CBOR of one.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="manifest">Its active manifest as it lies in the new store, or null.</param>
    public static byte[] Encode(IngredientSource source, JumbfBox? manifest) => CborMaps.Encode(writer => writer.WriteMap(
        ("dc:title", CborMaps.Text(source.Title)),
        ("dc:format", CborMaps.Text(source.Format)),
        ("instanceID", CborMaps.Text($"xmp:iid:{Guid.NewGuid()}")),
        ("relationship", CborMaps.Text(source.Relationship)),
        ("validationResults", manifest is null ? null : w => WriteResults(w, source.Report!)),
        ("activeManifest", manifest is null ? null : HashedUri.ToBox(manifest.Label, manifest).Write),
        ("claimSignature", manifest?.Find(Labels.Signature) is { } signature
            ? HashedUri.ToBox($"{manifest.Label}/{Labels.Signature}", signature).Write : null)));

    private static void WriteResults(CborWriter writer, C2paReport report) => writer.WriteMap(
        ("activeManifest", w => w.WriteMap(
            ("success", Statuses(report, C2paStatusKind.Success)),
            ("informational", Statuses(report, C2paStatusKind.Informational)),
            ("failure", Statuses(report, C2paStatusKind.Failure)))));

    private static Action<CborWriter> Statuses(C2paReport report, C2paStatusKind kind) => writer => writer.WriteList(
        [.. report.Statuses.Where(s => s.Kind == kind)],
        (list, status) => list.WriteMap(
            ("code", CborMaps.Text(status.Code)),
            ("url", CborMaps.Text(status.Uri)),
            ("explanation", CborMaps.Text(status.Explanation))));
}
