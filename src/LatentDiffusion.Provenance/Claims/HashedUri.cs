using System.Formats.Cbor;
using System.Security.Cryptography;

namespace LatentDiffusion.Provenance;

/// <summary>A reference to a box, with the hash of its content (C2PA 2.2, section 8.4).</summary>
/// <param name="Url">Where it is: <c>self#jumbf=</c> and a path.</param>
/// <param name="Hash">The hash of what follows the header of the box.</param>
/// <param name="Algorithm">The hash; null for that of the claim.</param>
internal sealed record HashedUri(string Url, byte[] Hash, string? Algorithm = null)
{
    private const string Self = "self#jumbf=";

    /// <summary>The path in the store: relative to a manifest, or from the root.</summary>
    public string Path => Url.StartsWith(Self, StringComparison.Ordinal) ? Url[Self.Length..] : "";

    /// <summary>A reference to an assertion of the same manifest.</summary>
    public static HashedUri ToAssertion(string label, byte[] box) => new($"{Self}c2pa.assertions/{label}", SHA256.HashData(box.AsSpan(8)));

    /// <summary>A reference to a box of the store.</summary>
    public static HashedUri ToBox(string path, JumbfBox box) => new($"{Self}/c2pa/{path}", SHA256.HashData(box.Payload.Span), "sha256");

    /// <summary>Reads a reference; null where it is not one.</summary>
    public static HashedUri? From(object? value) =>
        value is Dictionary<string, object?> map && map.Get<string>("url") is { } url && map.Get<byte[]>("hash") is { } hash
            ? new HashedUri(url, hash, map.Get<string>("alg")) : null;

    /// <summary>Writes it.</summary>
    public void Write(CborWriter writer) => writer.WriteMap(
        ("url", CborMaps.Text(Url)), ("alg", CborMaps.Text(Algorithm)), ("hash", CborMaps.Bytes(Hash)));
}
