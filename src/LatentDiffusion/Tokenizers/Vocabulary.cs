using System.Text;
using System.Text.Json;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Tokenizers;

/// <summary>The pieces of a tokenizer's model and their ids, with the added tokens that the model does not have.</summary>
internal static class Vocabulary
{
    /// <summary>Reads an object of pieces and ids.</summary>
    public static Dictionary<string, int> Read(string file, JsonElement vocabulary)
    {
        if (vocabulary.ValueKind != JsonValueKind.Object)
            throw TokenizerJson.Wrong(file, "the vocabulary", "an object of tokens and ids", vocabulary);
        var ids = new Dictionary<string, int>();
        try
        {
            foreach (JsonProperty entry in vocabulary.EnumerateObject())
                ids[entry.Name] = TokenizerJson.Id(file, $"the id of \"{entry.Name}\"", entry.Value);
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"{file}: expected a vocabulary of valid text, but {Shown.Cause(e)}.", e);
        }
        if (ids.Count == 0) throw new ModelFormatException($"{file}: expected a vocabulary, but it is empty.");
        var seen = new HashSet<int>();
        foreach (var (token, id) in ids)
            if (!seen.Add(id))
                throw new ModelFormatException(
                    $"{file}: expected an id of its own for each token, but \"{Shown.Of(token)}\" has {id} as another has.");
        return ids;
    }

    /// <summary>Reads a file with a token in each line; the number of the line, from 0, is its id.</summary>
    public static Dictionary<string, int> ReadLines(string file)
    {
        string[] lines = Encoding.UTF8.GetString(TokenizerJson.ReadBytes(file)).TrimEnd('\n').Split('\n');
        var ids = new Dictionary<string, int>(lines.Length);
        for (int id = 0; id < lines.Length; id++) ids[lines[id].TrimEnd()] = id;
        return ids;
    }

    /// <summary>The tokens in lines, as <see cref="ReadLines"/> reads them.</summary>
    public static string ToLines(string folder, Dictionary<string, int> ids)
    {
        int last = ids.Values.Max();
        if (last >= 4 * ids.Count + 1000)
            throw new ModelFormatException($"{folder}: expected ids near the {ids.Count} of the vocabulary, but there is {last}.");
        var lines = new string?[last + 1];
        foreach (var (token, id) in ids) lines[id] = token;
        return string.Join('\n', lines);
    }

    /// <summary>
    /// Gives each added token its id, that of the vocabulary or else the next free one, and adds it to the vocabulary. Of several with the
    /// same text the last counts.
    /// </summary>
    public static Dictionary<AddedToken, int> Add(Dictionary<string, int> vocabulary, IEnumerable<AddedToken> tokens)
    {
        var added = new Dictionary<string, (AddedToken Token, int Id)>();
        int next = vocabulary.Count;
        foreach (AddedToken token in tokens.Where(t => t.Content.Length > 0))
        {
            if (!vocabulary.TryGetValue(token.Content, out int id)) vocabulary[token.Content] = id = next++;
            added[token.Content] = (token, id);
        }
        return added.Values.ToDictionary(t => t.Token, t => t.Id);
    }
}
