using System.Text;
using System.Text.Json;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Tokenizers;

/// <summary>The vocabulary and the merges of a byte-pair encoding, checked against each other.</summary>
/// <param name="Vocabulary">Tokens and ids.</param>
/// <param name="Merges">Pairs of tokens, joined by a space, the most urgent first.</param>
internal sealed record BpeFiles(Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges)
{
    /// <summary>Reads <c>tokenizer.json</c>, or else <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    public static BpeFiles Read(TokenizerFolder folder)
    {
        if (folder.Whole is { } whole) return ReadWhole(folder.WholeFile, TokenizerJson.Property(folder.WholeFile, whole, "model"));
        string vocabularyFile = folder.File("vocab.json"), mergesFile = folder.File("merges.txt");
        var vocabulary = LatentDiffusion.Tokenizers.Vocabulary.Read(vocabularyFile, folder.ReadObject("vocab.json"));
        string[] lines = Encoding.UTF8.GetString(folder.ReadBytes("merges.txt")).Split('\n');
        var merges = new List<string>(lines.Length);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal)) continue;
            merges.Add(Check($"{mergesFile}, line {i + 1}", vocabulary, seen, line.Split(' ')));
        }
        return new BpeFiles(vocabulary, merges);
    }

    private static BpeFiles ReadWhole(string file, JsonElement model)
    {
        if (model.ValueKind == JsonValueKind.Object && model.TryGetProperty("type", out JsonElement type) && type.GetRawText() != "\"BPE\"")
            throw TokenizerJson.Wrong(file, "the type of the model", "\"BPE\"", type);
        var vocabulary = LatentDiffusion.Tokenizers.Vocabulary.Read(file, TokenizerJson.Property(file, model, "vocab"));
        JsonElement pairs = TokenizerJson.Property(file, model, "merges");
        if (pairs.ValueKind != JsonValueKind.Array) throw TokenizerJson.Wrong(file, "merges", "an array", pairs);
        var merges = new List<string>(pairs.GetArrayLength());
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonElement pair in pairs.EnumerateArray())
        {
            string[] parts = pair.ValueKind == JsonValueKind.Array
                ? [.. pair.EnumerateArray().Select(p => TokenizerJson.String(file, "a merge", p))]
                : TokenizerJson.String(file, "a merge", pair).Split(' ');
            merges.Add(Check($"{file}, merge {merges.Count}", vocabulary, seen, parts));
        }
        return new BpeFiles(vocabulary, merges);
    }

    private static string Check(string where, Dictionary<string, int> vocabulary, HashSet<string> seen, string[] parts)
    {
        if (parts.Length != 2)
            throw new ModelFormatException($"{where}: expected two tokens, but there is \"{Shown.Of(string.Join(' ', parts))}\".");
        foreach (string token in (ReadOnlySpan<string>)[parts[0], parts[1], parts[0] + parts[1]])
            if (!vocabulary.ContainsKey(token))
                throw new ModelFormatException(
                    $"{where}: expected a merge of tokens that the vocabulary has, but it lacks \"{Shown.Of(token)}\".");
        string merge = $"{parts[0]} {parts[1]}";
        return seen.Add(merge) ? merge : throw new ModelFormatException($"{where}: the merge \"{Shown.Of(merge)}\" is there twice.");
    }
}
