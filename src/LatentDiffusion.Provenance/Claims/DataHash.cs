namespace LatentDiffusion.Provenance;

/// <summary>The hard binding of a file: its hash without a range (C2PA 2.2, section 18.5).</summary>
/// <param name="Start">Where the range begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Hash">The hash of the rest.</param>
/// <param name="Pad">Zeros that bring it to a length.</param>
internal sealed record DataHash(long Start, long Length, byte[] Hash, int Pad)
{
    /// <summary>Its CBOR. Its length depends on that of the numbers only.</summary>
    public byte[] Encode() => CborMaps.Encode(writer => writer.WriteMap(
        ("exclusions", w => w.WriteList([this], (list, range) => list.WriteMap(
            ("start", v => v.WriteInt64(range.Start)), ("length", v => v.WriteInt64(range.Length))))),
        ("name", CborMaps.Text("jumbf manifest")),
        ("alg", CborMaps.Text(Labels.Algorithm)),
        ("hash", CborMaps.Bytes(Hash)),
        ("pad", CborMaps.Bytes(new byte[Pad]))));
}
