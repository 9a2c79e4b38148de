namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private const string Clip = "tiny/stable_diffusion/tokenizer", Bert = "tiny/latent_diffusion/tokenizer",
        T5 = "tiny/pixart_sigma/tokenizer", Gemma = "tiny/sana/tokenizer";

    private static readonly byte[][] TokenizerWords = Words(
        "\"model\"", "\"vocab\"", "\"merges\"", "\"added_tokens\"", "\"id\"", "\"content\"", "\"normalizer\"", "\"pre_tokenizer\"",
        "\"type\"",
        "\"BPE\"", "\"Unigram\"", "\"WordPiece\"", "\"unk_id\"", "\"bos_token\"", "\"model_max_length\"", "\"added_tokens_decoder\"",
        "</w>", " ",
        "\\ud800", "\"precompiled_charsmap\"", "\n");

    private Target[] Tokenizers() =>
    [
        Tokenizer("clip-vocab", Clip, "vocab.json", "CLIPTokenizer", without: "tokenizer.json"),
        Tokenizer("clip-merges", Clip, "merges.txt", "CLIPTokenizer", without: "tokenizer.json"),
        Tokenizer("clip-config", Clip, "tokenizer_config.json", "CLIPTokenizer", without: "tokenizer.json"),
        Tokenizer("clip-json", Clip, "tokenizer.json", "CLIPTokenizer"),
        Tokenizer("bert-vocab", Bert, "vocab.txt", "BertTokenizer", without: "tokenizer.json"),
        Tokenizer("bert-json", Bert, "tokenizer.json", "BertTokenizer"),
        Tokenizer("t5-pieces", T5, "spiece.model", "T5Tokenizer", without: "tokenizer.json"),
        Tokenizer("t5-json", T5, "tokenizer.json", "T5Tokenizer"),
        Tokenizer("gemma-json", Gemma, "tokenizer.json", "GemmaTokenizer"),
    ];

    /// <summary>A tokenizer of which the input takes the place of one file; it is loaded, and reads a prompt.</summary>
    private Target Tokenizer(string name, string folder, string file, string className, string? without = null) => new(
        name, [Seed($"{folder}/{file}")], TokenizerWords, input =>
        {
            string place = Path.Combine(_folder, name);
            if (!Directory.Exists(place)) Copy(SeedPath(folder), place);
            if (without is not null) File.Delete(Path.Combine(place, without));
            File.WriteAllBytes(Path.Combine(place, file), input);
            PromptTokenizer.Load(place, className).EncodePadded("A photo of a <cat> \ud800 \u4E00, 12!", null);
        });
}
