namespace LatentDiffusion.Provenance;

/// <summary>Types of JUMBF superboxes (ISO 19566-5; C2PA 2.2, section 11.1.4): four letters, and an ending that all share.</summary>
internal static class JumbfType
{
    public const string Store = "c2pa", Manifest = "c2ma", UpdateManifest = "c2um", AssertionStore = "c2as", Claim = "c2cl",
        Signature = "c2cs", Cbor = "cbor", Json = "json";

    /// <summary>What follows the letters.</summary>
    public static ReadOnlySpan<byte> Ending => [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
}
