namespace LatentDiffusion.Provenance;

/// <summary>Labels and terms of C2PA 2.2 that are written.</summary>
internal static class Labels
{
    public const string Store = "c2pa", Assertions = "c2pa.assertions", Claim = "c2pa.claim.v2", ClaimOld = "c2pa.claim",
        Signature = "c2pa.signature", DataHash = "c2pa.hash.data", Actions = "c2pa.actions.v2", Ingredient = "c2pa.ingredient.v3";

    public const string Algorithm = "sha256";

    /// <summary>https://cv.iptc.org/newscodes/digitalsourcetype/</summary>
    public const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    public const string Generated = SourceTypes + "trainedAlgorithmicMedia",
        Composite = SourceTypes + "compositeWithTrainedAlgorithmicMedia";
}
