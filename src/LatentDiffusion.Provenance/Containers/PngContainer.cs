using System.Buffers.Binary;
using System.IO.Hashing;

namespace LatentDiffusion.Provenance;

/// <summary>PNG: a chunk <c>caBX</c>, after the header.</summary>
internal sealed class PngContainer : ManifestContainer
{
    private const int Signature = 8, Frame = 12, Header = Signature + Frame + 13;

    private static ReadOnlySpan<byte> Type => "caBX"u8;

    /// <inheritdoc/>
    public override ManifestPlace? Find(ReadOnlySpan<byte> file)
    {
        ManifestPlace? found = null;
        int place = Signature;
        for (; TryNext(file, place, out ReadOnlySpan<byte> type, out int length); place += Frame + length)
        {
            if (!type.SequenceEqual(Type)) continue;
            if (found is not null) throw new DamagedMarkException(Several, "The file has several manifest stores.");
            CheckLength(length);
            ReadOnlySpan<byte> chunk = file.Slice(place + 4, 4 + length);
            if (Crc32.HashToUInt32(chunk) != BinaryPrimitives.ReadUInt32BigEndian(file[(place + 8 + length)..]))
                throw new DamagedMarkException(Damaged, "The chunk of the manifest store has a wrong checksum.");
            found = new ManifestPlace(chunk[4..].ToArray(), place, Frame + length);
        }

        if (file.Length - place >= 8 && file.Slice(place + 4, 4).SequenceEqual(Type))
            throw new DamagedMarkException(Damaged, "The file ends within the manifest store.");
        return found;
    }

    /// <inheritdoc/>
    public override int StartFor(ReadOnlySpan<byte> file) => file.Length >= Header && file[12..16].SequenceEqual("IHDR"u8)
        ? Header : throw new ImageFormatException("The image: the PNG header is damaged or cut off.");

    /// <inheritdoc/>
    public override int LengthFor(int store) => Frame + store;

    /// <inheritdoc/>
    public override byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> store)
    {
        byte[] result = new byte[file.Length + LengthFor(store.Length)];
        int start = StartFor(file);
        file[..start].CopyTo(result);
        Span<byte> chunk = result.AsSpan(start, LengthFor(store.Length));
        BinaryPrimitives.WriteInt32BigEndian(chunk, store.Length);
        Type.CopyTo(chunk[4..]);
        store.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[(8 + store.Length)..], Crc32.HashToUInt32(chunk[4..(8 + store.Length)]));
        file[start..].CopyTo(result.AsSpan(start + chunk.Length));
        return result;
    }

    /// <inheritdoc/>
    public override byte[] Without(ReadOnlySpan<byte> file)
    {
        using MemoryStream result = new(file.Length);
        int place = Signature;
        result.Write(file[..place]);
        for (; TryNext(file, place, out ReadOnlySpan<byte> type, out int length); place += Frame + length)
            if (!type.SequenceEqual(Type)) result.Write(file.Slice(place, Frame + length));
        result.Write(file[place..]);
        return result.ToArray();
    }

    private static bool TryNext(ReadOnlySpan<byte> file, int place, out ReadOnlySpan<byte> type, out int length)
    {
        type = default;
        length = 0;
        if (file.Length - place < Frame) return false;
        uint announced = BinaryPrimitives.ReadUInt32BigEndian(file[place..]);
        if (announced > file.Length - place - Frame) return false;
        type = file.Slice(place + 4, 4);
        length = (int)announced;
        return true;
    }
}
