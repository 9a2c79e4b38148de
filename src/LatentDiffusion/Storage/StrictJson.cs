using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>
/// The one way by which JSON files of models are parsed. What the parser would find out only where a value is first looked at, and then by
/// an exception of no type of ours, is found out before: a key that is there twice, texts that are none (halves of surrogate pairs, bytes
/// that are not UTF-8).
/// </summary>
internal static class StrictJson
{
    /// <summary>Refuses an object with a key twice.</summary>
    public static JsonDocumentOptions Options { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>Parses the content of a file that holds a JSON object.</summary>
    /// <param name="path">Path of the file, for messages.</param>
    /// <param name="json">Its content.</param>
    /// <exception cref="ModelFormatException">It is not sound, or something other than an object.</exception>
    public static JsonObject Object(string path, string json) => Parse(path, () =>
    {
        Check(path, Encoding.UTF8.GetBytes(json));
        return JsonNode.Parse(json, documentOptions: Options);
    }) as JsonObject ?? throw new ModelFormatException($"{path}: a JSON object was expected.");

    /// <summary>Parses bytes, for files that are too large for a tree of nodes.</summary>
    /// <param name="path">Path of the file, for messages.</param>
    /// <param name="json">Its content.</param>
    /// <exception cref="ModelFormatException">It is not sound.</exception>
    public static JsonElement Element(string path, byte[] json) => Parse(path, () =>
    {
        ReadOnlySpan<byte> content = json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? json.AsSpan(Encoding.UTF8.Preamble.Length) : json;
        Check(path, content);
        return JsonElement.Parse(content, Options);
    });

    /// <summary>Fails for a key that is there twice, and for texts that are none.</summary>
    /// <exception cref="ModelFormatException">The message names the key or shows the text.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Check(string path, ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        Stack<HashSet<string>> open = new();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject) open.Push(new(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject) open.Pop();
            else if (reader.TokenType == JsonTokenType.String) Text(path, ref reader);
            else if (reader.TokenType == JsonTokenType.PropertyName && Text(path, ref reader) is var key && !open.Peek().Add(key))
                throw new ModelFormatException($"{path}: the key '{Shown.Of(key)}' is there twice.");
        }
    }

    private static T Parse<T>(string path, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"{path}: the file cannot be read: expected JSON, but {Shown.Cause(e)}.", e);
        }
    }

    private static string Text(string path, ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            string kind = reader.TokenType == JsonTokenType.PropertyName ? "a key" : "a value";
            string raw = Encoding.Latin1.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, Shown.Longest + 1)]);
            throw new ModelFormatException($"{path}: {kind} is no valid text: '{Shown.Of(raw)}', at byte {reader.TokenStartIndex}.", e);
        }
    }
}
