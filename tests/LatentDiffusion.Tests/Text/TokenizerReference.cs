using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Prompts and the ids that transformers gave for them.</summary>
internal static class TokenizerReference
{
    /// <summary>The prompt of a case, and its ids under a name.</summary>
    public static (string Prompt, int[] Ids) Case(JsonNode entry, string ids = "ids") => (Prompt(entry), Ids(entry[ids]!));

    public static int[] Ids(JsonNode array) => [.. array.AsArray().Select(i => i!.GetValue<int>())];

    /// <summary>The files of a folder of a reference, written to disk.</summary>
    public static TemporaryFolder Folder(JsonNode files)
    {
        var folder = new TemporaryFolder();
        foreach (var (name, content) in files.AsObject())
            if (name.EndsWith(".base64", StringComparison.Ordinal))
            {
                byte[] bytes = Convert.FromBase64String(content!.GetValue<string>());
                File.WriteAllBytes(Path.Combine(folder.Path, Path.GetFileNameWithoutExtension(name)), bytes);
            }
            else
            {
                folder.Write(name, content is JsonValue text ? text.GetValue<string>() : content!.ToJsonString());
            }
        return folder;
    }

    public static JsonNode Load(string file) => JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("tokenizer", file)))!;

    // Lone surrogates are in the file as the hexadecimal digits of their UTF-16, because JSON readers refuse them.
    private static string Prompt(JsonNode entry) => entry["prompt"] is { } prompt
        ? prompt.GetValue<string>()
        : string.Concat(entry["utf16"]!.GetValue<string>().Chunk(4).Select(unit => (char)Convert.ToUInt16(new string(unit), 16)));
}
