using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Evaluation;

/// <summary>An array in numpy's format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), read as float64.</summary>
internal sealed partial class NpyArray
{
    private const int Prefix = 10; // magic, version, length of the header
    private readonly string _type;

    private NpyArray(string type, IReadOnlyList<int> shape, double[] values) => (_type, Shape, Values) = (type, shape, values);

    /// <summary>The dimensions; none for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements in row-major order.</summary>
    public double[] Values { get; }

    /// <summary>An array of float64.</summary>
    public static NpyArray OfDoubles(IReadOnlyList<int> shape, double[] values) => new("<f8", shape, values);

    /// <summary>A single number, stored as int64.</summary>
    public static NpyArray OfInteger(long value) => new("<i8", [], [value]);

    /// <summary>Writes the array, and closes the stream.</summary>
    public void WriteTo(Stream stream)
    {
        string shape = string.Concat(Shape.Select(s => FormattableString.Invariant($"{s}, "))).TrimEnd(' ');
        string header = $"{{'descr': '{_type}', 'fortran_order': False, 'shape': ({(Shape.Count > 1 ? shape.TrimEnd(',') : shape)}), }}";
        header = header.PadRight((Prefix + header.Length + 1 + 63) / 64 * 64 - Prefix - 1) + "\n";
        using (stream)
        {
            stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
            stream.Write(Encoding.ASCII.GetBytes(header));
            long[] bits = [.. Values.Select(v => _type == "<i8" ? (long)v : BitConverter.DoubleToInt64Bits(v))];
            byte[] bytes = new byte[sizeof(long) * bits.Length];
            for (int i = 0; i < bits.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long) * i), bits[i]);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads an array of an archive.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another type than float32, float64, int32 and int64.</exception>
    public static NpyArray Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        string header = ReadHeader(stream, entry);
        Match type = Type().Match(header), order = Order().Match(header), shape = Dimensions().Match(header);
        if (!type.Success || !order.Success || !shape.Success) throw Damaged(entry, $"its header is {header}");
        int[] dimensions = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw Damaged(entry, header))];
        int size = type.Groups[2].Value == "8" ? sizeof(double) : sizeof(float);
        long count = dimensions.Aggregate(1L, (product, n) => product > int.MaxValue ? product : product * n);

        // Checked before memory is asked for, since headers and sizes can be made up.
        if (count * size > Math.Min(entry.Length, Array.MaxLength)) throw Damaged(entry, $"it is too short for {count} numbers");
        byte[] bytes = new byte[count * size];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Damaged(entry, "it is cut off");
        double[] values = Convert(bytes, type.Groups[1].Value + size);
        bool columnsFirst = order.Groups[1].Value == "True" && dimensions.Length > 1;
        if (columnsFirst && dimensions is not [_, _]) throw Damaged(entry, "its elements are in Fortran's order");
        return new NpyArray("<f8", dimensions, columnsFirst ? Transpose(values, dimensions[0], dimensions[1]) : values);
    }

    private static string ReadHeader(Stream stream, ZipArchiveEntry entry)
    {
        byte[] start = new byte[Prefix];
        if (stream.ReadAtLeast(start, Prefix, throwOnEndOfStream: false) < Prefix || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw Damaged(entry, "it does not begin as one");
        int length = start[8] | (start[9] << 8);
        if (start[6] > 1)
        {
            byte[] upper = new byte[2];
            stream.ReadAtLeast(upper, 2, throwOnEndOfStream: false);
            if (upper is not [0, 0]) throw Damaged(entry, "its header is too long");
        }

        byte[] header = new byte[length];
        if (stream.ReadAtLeast(header, length, throwOnEndOfStream: false) < length) throw Damaged(entry, "it is cut off");
        return Encoding.Latin1.GetString(header).Trim();
    }

    private static double[] Convert(byte[] bytes, string type) => type switch
    {
        "f8" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "f4" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
        "i8" => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(v => (double)v)],
        _ => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(v => (double)v)],
    };

    private static double[] Transpose(double[] values, int rows, int columns)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[i * columns + j] = values[j * rows + i];
        return result;
    }

    private static InvalidDataException Damaged(ZipArchiveEntry entry, string how) =>
        new($"'{entry.FullName}' is not an array of little-endian float32, float64, int32 or int64: {how}");

    [GeneratedRegex("'descr': *'<([fi])([48])'")]
    private static partial Regex Type();

    [GeneratedRegex("'fortran_order': *(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape': *\(([0-9, ]*)\)")]
    private static partial Regex Dimensions();
}
