using System.Text.Json;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Reads the JSON files of a tokenizer folder; what is wrong with one is a <see cref="ModelFormatException"/> that names it.
/// </summary>
internal static class TokenizerJson
{
    // The largest in use, tokenizer.json of a multilingual model with 256,000 pieces, is 34 MB.
    private const long MaxBytes = 128 << 20;

    /// <summary>Parses the content of a file that holds a JSON object.</summary>
    public static JsonElement ReadObject(string file, byte[] content)
    {
        JsonElement root = StrictJson.Element(file, content);
        return root.ValueKind == JsonValueKind.Object ? root : throw Wrong(file, "its content", "an object", root);
    }

    /// <summary>Reads a whole file, if it is there and of a size that a tokenizer can have.</summary>
    public static byte[] ReadBytes(string file) => ReadBytes(Path.GetDirectoryName(file)!, Path.GetFileName(file));

    /// <summary>Reads a whole file, if it is there and of a size that a tokenizer can have.</summary>
    public static byte[] ReadBytes(ModelFiles files, string name) => files.Has(name)
        ? files.Read(name, MaxBytes)
        : throw new ModelFormatException($"{files.PathOf(name)}: expected this file of the tokenizer, but there is none.");

    /// <summary>A property that must be there.</summary>
    public static JsonElement Property(string file, JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value)
            ? value : throw new ModelFormatException($"{file}: expected \"{name}\", but it is not there.");

    /// <summary>A string.</summary>
    public static string String(string file, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(file, name, "a string", value);

    /// <summary>A token id.</summary>
    public static int Id(string file, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int id) && id >= 0
            ? id : throw Wrong(file, name, "a token id (a whole number, 0 or more)", value);

    /// <summary>True or false; <paramref name="otherwise"/> when the property is not there.</summary>
    public static bool Flag(string file, JsonElement owner, string name, bool otherwise)
    {
        if (!owner.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return otherwise;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(file, name, "true or false", value);
    }

    /// <summary>The exception for a value of the wrong kind.</summary>
    public static ModelFormatException Wrong(string file, string name, string expected, JsonElement found) =>
        new($"{file}: expected {Shown.Of(name)} to be {expected}, but it is {Shown.Of(found.GetRawText())}.");
}
