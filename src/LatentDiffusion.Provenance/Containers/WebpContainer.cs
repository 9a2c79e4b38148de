using System.Buffers.Binary;

namespace LatentDiffusion.Provenance;

/// <summary>WebP: a RIFF chunk <c>C2PA</c>, the last one.</summary>
internal sealed class WebpContainer : ManifestContainer
{
    private const int FileHeader = 12, ChunkHeader = 8;

    private static ReadOnlySpan<byte> Name => "C2PA"u8;

    /// <inheritdoc/>
    public override bool WantsEvenLength => true;

    /// <inheritdoc/>
    public override ManifestPlace? Find(ReadOnlySpan<byte> file)
    {
        ManifestPlace? found = null;
        int end = End(file), place = FileHeader;
        for (; TryNext(file[..end], place, out ReadOnlySpan<byte> name, out int length); place += Padded(length))
        {
            if (!name.SequenceEqual(Name)) continue;
            if (found is not null) throw new DamagedMarkException(Several, "The file has several manifest stores.");
            CheckLength(length);
            if ((length & 1) == 1 && place + Padded(length) <= end && file[place + ChunkHeader + length] != 0)
                throw new DamagedMarkException(Damaged, "The chunk of the manifest store is not padded with zero.");
            int whole = Math.Min(Padded(length), end - place);
            found = new ManifestPlace(file.Slice(place + ChunkHeader, length).ToArray(), place, whole, whole - ChunkHeader - length);
        }

        if (IsTornStore(file, place, end)) throw new DamagedMarkException(Damaged, "The file ends within the manifest store.");

        return found;
    }

    /// <inheritdoc/>
    public override int StartFor(ReadOnlySpan<byte> file) => End(file);

    /// <inheritdoc/>
    public override int LengthFor(int store) => Padded(store);

    /// <inheritdoc/>
    public override byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> store)
    {
        int start = StartFor(file), length = LengthFor(store.Length), place = FileHeader;
        while (TryNext(file[..start], place, out _, out int chunk)) place += Padded(chunk);
        if (place < start) throw new ProvenanceException("The WebP file is cut off: it ends within a chunk, behind which no mark can be found.");
        byte[] result = new byte[file.Length + length];
        file[..start].CopyTo(result);
        Name.CopyTo(result.AsSpan(start));
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(start + 4), store.Length);
        store.CopyTo(result.AsSpan(start + ChunkHeader));
        file[start..].CopyTo(result.AsSpan(start + length));
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), start + length - ChunkHeader);
        return result;
    }

    /// <inheritdoc/>
    public override byte[] Without(ReadOnlySpan<byte> file)
    {
        int end = End(file), place = FileHeader;
        using MemoryStream result = new(file.Length);
        result.Write(file[..place]);
        for (; TryNext(file[..end], place, out ReadOnlySpan<byte> name, out int length); place += Math.Min(Padded(length), end - place))
            if (!name.SequenceEqual(Name)) result.Write(file.Slice(place, Math.Min(Padded(length), end - place)));
        if (!IsTornStore(file, place, end)) result.Write(file[place..end]);
        int size = (int)result.Length;
        result.Write(file[end..]);
        byte[] bytes = result.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), size - ChunkHeader);
        return bytes;
    }

    /// <summary>Where the RIFF ends; what follows is none of its business.</summary>
    private static int End(ReadOnlySpan<byte> file) =>
        (int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)ChunkHeader, FileHeader, file.Length);

    /// <summary>Whether what is left, too little for a chunk, is the beginning of a manifest store.</summary>
    private static bool IsTornStore(ReadOnlySpan<byte> file, int place, int end) =>
        end - place >= Name.Length && file.Slice(place, Name.Length).SequenceEqual(Name);

    private static int Padded(int length) => ChunkHeader + length + (length & 1);

    private static bool TryNext(ReadOnlySpan<byte> file, int place, out ReadOnlySpan<byte> name, out int length)
    {
        name = default;
        length = 0;
        if (file.Length - place < ChunkHeader) return false;
        uint announced = BinaryPrimitives.ReadUInt32LittleEndian(file[(place + 4)..]);
        if (announced > file.Length - place - ChunkHeader) return false;
        name = file.Slice(place, 4);
        length = (int)announced;
        return true;
    }
}
