using System.Text.Json;

namespace LatentDiffusion.Tokenizers;

/// <summary>What a SentencePiece unigram model is made of, from <c>tokenizer.json</c> or <c>spiece.model</c>.</summary>
/// <param name="Pieces">Pieces and their log probabilities, by id.</param>
/// <param name="CharsMap">The normalisation rules; empty for none.</param>
/// <param name="Added">Pieces that are found in the text before the model sees it: control and user-defined ones.</param>
internal sealed record UnigramFiles(List<(string Text, double Score)> Pieces, byte[] CharsMap, IReadOnlyList<AddedToken> Added)
{
    /// <summary>Reads <c>tokenizer.json</c>, or else <c>spiece.model</c>, to whose pieces the extra ids of T5 are added.</summary>
    public static UnigramFiles Read(TokenizerFolder folder)
    {
        string[] extra = ExtraIds(folder);
        AddedToken[] extraTokens = [.. extra.Select(e => new AddedToken(e, Normalized: false))];
        if (folder.Whole is { } whole) return new(ReadPieces(folder.WholeFile, whole), ReadCharsMap(folder.WholeFile, whole), extraTokens);
        UnigramFiles model = SentencePieceModel.Read(folder.File("spiece.model"));
        model.Pieces.AddRange(extra.Reverse().Select(e => (e, 0.0)));
        return model with { Added = [.. model.Added, .. extraTokens] };
    }

    // T5's vocabulary ends with 100 sentinels, the last first.
    private static string[] ExtraIds(TokenizerFolder folder)
    {
        int count = folder.Config.TryGetProperty("extra_ids", out JsonElement value)
            ? TokenizerJson.Id(folder.File("tokenizer_config.json"), "extra_ids", value) : 100;
        return [.. Enumerable.Range(0, Math.Min(count, 10_000)).Select(i => $"<extra_id_{i}>")];
    }

    private static List<(string Text, double Score)> ReadPieces(string file, JsonElement whole)
    {
        JsonElement pieces = TokenizerJson.Property(file, TokenizerJson.Property(file, whole, "model"), "vocab");
        if (pieces.ValueKind != JsonValueKind.Array)
            throw TokenizerJson.Wrong(file, "the vocabulary", "an array of pieces and scores", pieces);
        var result = new List<(string Text, double Score)>(pieces.GetArrayLength());
        foreach (JsonElement piece in pieces.EnumerateArray())
        {
            if (piece.ValueKind != JsonValueKind.Array || piece.GetArrayLength() != 2 || piece[1].ValueKind != JsonValueKind.Number)
                throw TokenizerJson.Wrong(file, "an entry of the vocabulary", "a piece and its score", piece);
            result.Add((TokenizerJson.String(file, "a piece", piece[0]), piece[1].GetDouble()));
        }
        return result;
    }

    private static byte[] ReadCharsMap(string file, JsonElement whole)
    {
        if (!whole.TryGetProperty("normalizer", out JsonElement normalizer) || normalizer.ValueKind != JsonValueKind.Object) return [];
        IEnumerable<JsonElement> all =
            normalizer.TryGetProperty("normalizers", out JsonElement sequence) && sequence.ValueKind == JsonValueKind.Array
                ? sequence.EnumerateArray()
                : [normalizer];
        foreach (JsonElement one in all)
        {
            if (one.ValueKind != JsonValueKind.Object) continue;
            if (!one.TryGetProperty("precompiled_charsmap", out JsonElement map) || map.ValueKind == JsonValueKind.Null) continue;
            return map.TryGetBytesFromBase64(out byte[]? bytes)
                ? bytes
                : throw TokenizerJson.Wrong(file, "precompiled_charsmap", "base64", map);
        }

        return [];
    }
}
