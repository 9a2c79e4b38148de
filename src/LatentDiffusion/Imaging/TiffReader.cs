using System.Buffers.Binary;

namespace LatentDiffusion.Imaging;

/// <summary>Reads single tags of a TIFF structure (TIFF 6.0, section 2). What is missing or out of bounds is zero or empty.</summary>
internal readonly ref struct TiffReader
{
    /// <summary>Field types.</summary>
    public const ushort Short = 3, Long = 4, Undefined = 7;

    private readonly ReadOnlySpan<byte> _data;

    /// <summary>Makes a reader; the prefix <c>Exif\0\0</c>, which JPEG has and some writers put elsewhere, is skipped.</summary>
    public TiffReader(ReadOnlySpan<byte> data)
    {
        _data = data.StartsWith("Exif\0\0"u8) ? data[6..] : data;
        BigEndian = _data.StartsWith("MM"u8);
        FirstDirectory = BigEndian || _data.StartsWith("II"u8) ? UInt32(4) : 0;
    }

    /// <summary>Whether the high byte comes first.</summary>
    public bool BigEndian { get; }

    /// <summary>Offset of the first directory; 0 if there is none.</summary>
    public uint FirstDirectory { get; }

    /// <summary>Whether a directory has a tag.</summary>
    public bool Has(uint directory, ushort tag) => Find(directory, tag) != 0;

    /// <summary>The value of a numeric tag, 0 if absent.</summary>
    public uint Number(uint directory, ushort tag)
    {
        long entry = Find(directory, tag);
        return entry == 0 ? 0 : UInt16(entry + 2) == Short ? UInt16(entry + 8) : UInt32(entry + 8);
    }

    /// <summary>The value of a tag of bytes, empty if absent.</summary>
    public ReadOnlySpan<byte> Bytes(uint directory, ushort tag)
    {
        long entry = Find(directory, tag);
        if (entry == 0) return default;
        long length = UInt32(entry + 4), start = length <= 4 ? entry + 8 : UInt32(entry + 8);
        return start + length <= _data.Length ? _data.Slice((int)start, (int)length) : default;
    }

    private long Find(uint directory, ushort tag)
    {
        if (directory == 0) return 0;
        int count = UInt16(directory);
        for (long entry = directory + 2L; count-- > 0; entry += 12)
            if (UInt16(entry) == tag) return entry;
        return 0;
    }

    private ushort UInt16(long offset)
    {
        if (offset > _data.Length - 2) return 0;
        ReadOnlySpan<byte> bytes = _data.Slice((int)offset, 2);
        return BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private uint UInt32(long offset)
    {
        if (offset > _data.Length - 4) return 0;
        ReadOnlySpan<byte> bytes = _data.Slice((int)offset, 4);
        return BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
