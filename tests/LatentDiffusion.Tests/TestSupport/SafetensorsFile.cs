using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>Reads the tensors of a reference file (https://huggingface.co/docs/safetensors: header length, JSON header, bytes).</summary>
internal sealed class SafetensorsFile
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly Dictionary<string, Entry> _entries;

    /// <summary>Reads a file.</summary>
    public SafetensorsFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        int headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(_bytes));
        _start = sizeof(long) + headerLength;
        using JsonDocument header = JsonDocument.Parse(_bytes.AsMemory(sizeof(long), headerLength));
        IEnumerable<JsonProperty> tensors = header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__");
        _entries = tensors.ToDictionary(p => p.Name, p => Read(p.Value));
    }

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Whether there is a tensor of a name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The shape of a tensor.</summary>
    public long[] Shape(string name) => _entries[name].Shape;

    /// <summary>
    /// The elements of a tensor in row-major order, which must be of the given type (float32 for <c>float</c> and so on).
    /// </summary>
    public ReadOnlySpan<T> Values<T>(string name) where T : unmanaged
    {
        Entry entry = _entries[name];
        string expected = typeof(T).Name switch
        {
            nameof(Single) => "F32",
            nameof(Half) => "F16",
            nameof(Double) => "F64",
            nameof(Int64) => "I64",
            nameof(Int32) => "I32",
            nameof(Byte) => "U8",
            var other => throw new ArgumentException($"No safetensors type for {other}."),
        };
        Assert.Equal(expected, entry.Type);
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start + entry.Begin, entry.End - entry.Begin));
    }

    private static Entry Read(JsonElement e)
    {
        JsonElement offsets = e.GetProperty("data_offsets");
        long[] shape = [.. e.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        return new Entry(e.GetProperty("dtype").GetString()!, shape, offsets[0].GetInt32(), offsets[1].GetInt32());
    }

    private sealed record Entry(string Type, long[] Shape, int Begin, int End);
}
