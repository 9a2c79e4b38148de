using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;

namespace LatentDiffusion.Provenance;

/// <summary>Reads and writes entries of CBOR maps by their text.</summary>
internal static class CborMaps
{
    /// <summary>The entry, where it is there and of a kind; else null.</summary>
    public static T? Get<T>(this Dictionary<string, object?> map, string key)
        where T : class => map.GetValueOrDefault(key) as T;

    /// <summary>The maps of an entry that is a list; others in it are left out.</summary>
    public static IEnumerable<Dictionary<string, object?>> Maps(this Dictionary<string, object?> map, string key) =>
        map.Get<List<object?>>(key)?.OfType<Dictionary<string, object?>>() ?? [];

    /// <summary>Whether an entry is a whole number that is not negative.</summary>
    public static bool TryGetNumber(this Dictionary<string, object?> map, string key, [NotNullWhen(true)] out long? number)
    {
        number = map.GetValueOrDefault(key) is long value and >= 0 ? value : null;
        return number is not null;
    }

    /// <summary>The bytes of a value that a function writes.</summary>
    public static byte[] Encode(Action<CborWriter> write)
    {
        CborWriter writer = new(CborConformanceMode.Lax);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Writes a map of so many entries as the function gives.</summary>
    public static void WriteMap(this CborWriter writer, params ReadOnlySpan<(string Key, Action<CborWriter>? Value)> entries)
    {
        int count = 0;
        foreach (var (_, value) in entries)
            if (value is not null) count++;
        writer.WriteStartMap(count);
        foreach (var (key, value) in entries)
        {
            if (value is null) continue;
            writer.WriteTextString(key);
            value(writer);
        }

        writer.WriteEndMap();
    }

    /// <summary>Writes a list.</summary>
    public static void WriteList<T>(this CborWriter writer, IReadOnlyCollection<T> items, Action<CborWriter, T> write)
    {
        writer.WriteStartArray(items.Count);
        foreach (T item in items) write(writer, item);
        writer.WriteEndArray();
    }

    /// <summary>A text as the value of an entry, or no entry.</summary>
    public static Action<CborWriter>? Text(string? text) => text is null ? null : writer => writer.WriteTextString(text);

    /// <summary>Bytes as the value of an entry, or no entry.</summary>
    public static Action<CborWriter>? Bytes(byte[]? bytes) => bytes is null ? null : writer => writer.WriteByteString(bytes);
}
