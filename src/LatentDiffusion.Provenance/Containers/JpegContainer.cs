using System.Buffers.Binary;

namespace LatentDiffusion.Provenance;

/// <summary>
/// JPEG: APP11 segments of JPEG XT (ISO 18477-3), numbered, each with the header of the box, one after the other; after APP0.
/// </summary>
internal sealed class JpegContainer : ManifestContainer
{
    private const byte App0 = 0xE0, App11 = 0xEB, StartOfScan = 0xDA, EndOfImage = 0xD9;
    private const int MarkerLength = 2, SegmentHeader = 2 + 2 + 2 + 4, BoxHeader = 8; // length, identifier, instance, number; the box
    private const int MaxContent = ushort.MaxValue - SegmentHeader - BoxHeader;

    private static ReadOnlySpan<byte> Identifier => "JP"u8;

    /// <inheritdoc/>
    public override ManifestPlace? Find(ReadOnlySpan<byte> file)
    {
        using MemoryStream store = new();
        int start = -1, end = -1, instance = -1;
        uint number = 0;
        int place = MarkerLength;
        for (; TryNext(file, place, out byte marker, out int length); place += MarkerLength + length)
        {
            ReadOnlySpan<byte> segment = file.Slice(place + MarkerLength, length);
            if (!IsManifest(marker, segment)) continue;
            int its = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
            if (start < 0) (start, instance) = (place, its);
            else if (its != instance) throw new DamagedMarkException(Several, "The file has several manifest stores.");
            else if (place != end) throw new DamagedMarkException(Damaged, "The manifest store is not in one piece.");
            if (BinaryPrimitives.ReadUInt32BigEndian(segment[6..]) != ++number)
                throw new DamagedMarkException(Damaged, "The segments of the manifest store are not in order.");
            ReadOnlySpan<byte> box = segment[SegmentHeader..];
            if (number > 1 && !box[..BoxHeader].SequenceEqual(store.GetBuffer().AsSpan(0, BoxHeader)))
                throw new DamagedMarkException(Damaged, "The segments of the manifest store do not belong together.");
            CheckLength(store.Length + box.Length);
            store.Write(number > 1 ? box[BoxHeader..] : box);
            end = place + MarkerLength + length;
        }

        if (start < 0 && file[Math.Min(place, file.Length)..].StartsWith<byte>([0xFF, App11]))
            throw new DamagedMarkException(Damaged, "The file ends within what may be a manifest store.");
        return start < 0 ? null : new ManifestPlace(store.ToArray(), start, end - start);
    }

    /// <inheritdoc/>
    public override int StartFor(ReadOnlySpan<byte> file)
    {
        int place = MarkerLength;
        while (TryNext(file, place, out byte marker, out int length) && marker == App0) place += MarkerLength + length;
        return place;
    }

    /// <inheritdoc/>
    public override int LengthFor(int store) =>
        store + Segments(store) * (MarkerLength + SegmentHeader + BoxHeader) - BoxHeader;

    /// <inheritdoc/>
    public override byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> store)
    {
        int start = StartFor(file);
        using MemoryStream result = new(file.Length + LengthFor(store.Length));
        result.Write(file[..start]);
        Span<byte> head = stackalloc byte[MarkerLength + SegmentHeader + BoxHeader];
        ReadOnlySpan<byte> content = store[BoxHeader..];
        for (int number = 1; number <= Segments(store.Length); number++)
        {
            ReadOnlySpan<byte> part = content[..Math.Min(content.Length, MaxContent)];
            (head[0], head[1]) = (0xFF, App11);
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(SegmentHeader + BoxHeader + part.Length));
            Identifier.CopyTo(head[4..]);
            BinaryPrimitives.WriteUInt16BigEndian(head[6..], 1);
            BinaryPrimitives.WriteInt32BigEndian(head[8..], number);
            store[..BoxHeader].CopyTo(head[12..]);
            result.Write(head);
            result.Write(part);
            content = content[part.Length..];
        }

        result.Write(file[start..]);
        return result.ToArray();
    }

    /// <inheritdoc/>
    public override byte[] Without(ReadOnlySpan<byte> file)
    {
        using MemoryStream result = new(file.Length);
        int place = MarkerLength;
        result.Write(file[..place]);
        for (; TryNext(file, place, out byte marker, out int length); place += MarkerLength + length)
        {
            if (!IsManifest(marker, file.Slice(place + MarkerLength, length))) result.Write(file.Slice(place, MarkerLength + length));
        }

        result.Write(file[place..]);
        return result.ToArray();
    }

    private static int Segments(int store) => Math.Max((store - BoxHeader + MaxContent - 1) / MaxContent, 1);

    private static bool IsManifest(byte marker, ReadOnlySpan<byte> segment) =>
        marker == App11 && segment.Length >= SegmentHeader + BoxHeader && segment[2..4].SequenceEqual(Identifier)
        && segment[14..18].SequenceEqual("jumb"u8);

    /// <summary>The segment at a place, and its length with the two bytes that tell it. False where the image data begin.</summary>
    private static bool TryNext(ReadOnlySpan<byte> file, int place, out byte marker, out int length)
    {
        (marker, length) = (0, 0);
        if (file.Length - place < 4 || file[place] != 0xFF || file[place + 1] is StartOfScan or EndOfImage or 0xFF) return false;
        marker = file[place + 1];
        length = BinaryPrimitives.ReadUInt16BigEndian(file[(place + 2)..]);
        return length >= 2 && length <= file.Length - place - MarkerLength;
    }
}
