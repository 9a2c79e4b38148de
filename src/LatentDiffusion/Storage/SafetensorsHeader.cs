using System.Buffers.Binary;
using System.Text.Json;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>
/// The header of a <c>.safetensors</c> file, checked against every rule of the format
/// (https://huggingface.co/docs/safetensors/index#format): nothing that it declares is believed, or allocated, before the rules hold.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The most bytes that a header may have.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private readonly string _path;
    private readonly long _dataStart;
    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _metadata;

    private SafetensorsHeader(string path, long dataStart) => (_path, _dataStart) = (path, dataStart);

    /// <summary>The tensors by their keys.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>What the writer of the file said of it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata ?? [];

    /// <summary>Reads a header.</summary>
    /// <param name="path">Path of the file, for messages and <see cref="StoredTensor.File"/>.</param>
    /// <param name="start">The start of the file: all of it, or as much as a header can take.</param>
    /// <param name="fileLength">Length of the whole file.</param>
    /// <exception cref="ModelFormatException">A rule of the format is broken; the message names file, key and rule.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> start, long fileLength)
    {
        if (start.Length < sizeof(ulong))
            throw Broken(path, $"the file has {fileLength} bytes; it begins with 8 that hold the length of its header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaxLength) throw Broken(path, $"the header has {length} bytes; at most {MaxLength} are allowed");
        long dataStart = sizeof(ulong) + (long)length;
        if (dataStart > fileLength) throw Broken(path, $"the header has {length} bytes, but the file ends after {fileLength}");
        ReadOnlySpan<byte> json = start.Slice(sizeof(ulong), (int)length);
        if (json is not [(byte)'{', ..]) throw Broken(path, "the header does not begin with '{'");
        SafetensorsHeader header = new(path, dataStart);
        try
        {
            header.Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"{path}: the header is not JSON of the kind that the format asks for: {Shown.Cause(e)}.", e);
        }

        header.CheckLayout(fileLength);
        return header;
    }

    private static ModelFormatException Broken(string path, string rule) => new($"{path}: this is not a sound safetensors file: {rule}.");

    private void Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (key == MetadataKey)
            {
                if (_metadata is not null) throw Broken(_path, $"'{MetadataKey}' is there twice");
                ReadMetadata(ref reader, _metadata = new(StringComparer.Ordinal));
            }
            else if (!_tensors.TryAdd(key, new SafetensorsEntry(_path, key).Read(ref reader, _dataStart)))
            {
                throw Broken(_path, $"the key '{Shown.Of(key)}' is there twice");
            }
        }

        reader.Read(); // Only white space may follow; anything else is a JsonException.
    }

    private void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Broken(_path, $"'{MetadataKey}' is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Broken(_path, $"'{Shown.Of(key)}' in '{MetadataKey}' is not a text");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Broken(_path, $"'{Shown.Of(key)}' in '{MetadataKey}' is there twice");
        }
    }

    /// <summary>Tensors lie one behind the other, without hole or overlap, from the end of the header to the end of the file.</summary>
    private void CheckLayout(long fileLength)
    {
        StoredTensor[] ordered = [.. _tensors.Values];
        Array.Sort(ordered, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));
        long end = _dataStart;
        foreach (StoredTensor tensor in ordered)
        {
            if (tensor.Offset != end)
                throw Broken(
                    _path,
                    $"'{Shown.Of(tensor.Key)}' begins at {tensor.Offset - _dataStart}, "
                    + $"but the tensor before it ends at {end - _dataStart}");
            end += tensor.Length;
        }

        if (end != fileLength) throw Broken(_path, $"the tensors end at byte {end}, but the file has {fileLength}");
    }
}
