using System.Text.Json;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>What the header of a <c>.safetensors</c> file says of one tensor.</summary>
internal readonly struct SafetensorsEntry(string path, string key)
{
    private const int MaxShown = 16;

    /// <summary>Reads the object behind the key.</summary>
    /// <param name="reader">At the object's beginning; afterwards at its end.</param>
    /// <param name="dataStart">Where the tensors begin in the file.</param>
    /// <exception cref="ModelFormatException">A rule of the format is broken.</exception>
    public StoredTensor Read(ref Utf8JsonReader reader, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Broken("it is not described by an object");
        StoredType? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "dtype" when type is null: type = ReadType(ref reader); break;
                case "shape" when shape is null: shape = ReadNumbers(ref reader, name); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(ref reader, name); break;
                case "dtype" or "shape" or "data_offsets": throw Broken($"its '{name}' is there twice");
                default: reader.Skip(); break;
            }
        }

        if (type is null || shape is null || offsets is null) throw Broken("it lacks one of 'dtype', 'shape' and 'data_offsets'");
        if (offsets is not [var begin, var end] || end < begin) throw Broken("its 'data_offsets' are not a begin and an end behind it");
        long length = LengthOf(type, shape);
        if (end - begin != length)
            throw Broken($"{type.Name}{Text(shape)} takes {length} bytes, but its 'data_offsets' hold {end - begin}");
        return end <= long.MaxValue - dataStart
            ? new StoredTensor(key, type, shape, path, dataStart + begin, length) : throw Broken("its 'data_offsets' are too large");
    }

    private StoredType ReadType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw Broken("its 'dtype' is not a text");
        string name = reader.GetString()!;
        return StoredType.Find(name) ?? throw Broken($"its 'dtype' is '{Shown.Of(name)}', which is not known");
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Broken($"its '{name}' is not a list");
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) && number >= 0
                ? number : throw Broken($"its '{name}' has an element that is not a whole number from 0 to {long.MaxValue}"));
        return [.. numbers];
    }

    private long LengthOf(StoredType type, long[] shape)
    {
        try
        {
            long bits = type.Bits;
            foreach (long size in shape) bits = checked(bits * size);
            return bits % 8 == 0 ? bits / 8 : throw Broken($"{type.Name}{Text(shape)} does not end at a whole byte");
        }
        catch (OverflowException)
        {
            throw Broken($"its 'shape' {Text(shape)} is too large");
        }
    }

    private static string Text(long[] shape) => shape.Length <= MaxShown
        ? $"[{string.Join(", ", shape)}]" : $"[{string.Join(", ", shape[..MaxShown])}, ...]";

    private ModelFormatException Broken(string rule) =>
        new($"{path}: this is not a sound safetensors file: '{Shown.Of(key)}': {rule}.");
}
