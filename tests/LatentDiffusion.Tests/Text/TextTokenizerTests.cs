using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Ids of T5's, BERT's and Gemma's tokenizers against those of transformers.</summary>
public class TextTokenizerTests
{
    public static TheoryData<string, string> Folders
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in (string[])["t5.json", "bert.json", "gemma.json"])
                foreach (var (name, _) in TokenizerReference.Load(file).AsObject()) data.Add(file, name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_PromptsOfAllKinds_GivesTheIdsOfTransformers(string file, string name)
    {
        var reference = TokenizerReference.Load(file)[name]!;
        using TemporaryFolder folder = TokenizerReference.Folder(reference["files"]!);
        PromptTokenizer tokenizer = PromptTokenizer.Load(folder.Path);
        foreach (var entry in reference["cases"]!.AsArray())
        {
            bool isPadded = entry!["padded"] is not null;
            var (prompt, ids) = TokenizerReference.Case(entry, isPadded ? "padded" : "ids");
            int begin = tokenizer.BeginId is null ? 0 : 1;
            IEnumerable<int> got = isPadded ? tokenizer.EncodePadded(prompt).Ids : tokenizer.Encode(prompt);
            int end = tokenizer is GemmaTokenizer ? 0 : 1;
            int[] expected = isPadded ? ids : ids[begin..^end];
            Assert.True(expected.SequenceEqual(got), $"\"{prompt}\": expected {string.Join(' ', expected)}, got {string.Join(' ', got)}");
        }
    }

    [Fact]
    public void EncodePadded_T5_HasNoBeginTokenAndSaysWhereThePaddingStarts()
    {
        using TemporaryFolder folder = TokenizerReference.Folder(TokenizerReference.Load("t5.json")["few rules"]!["files"]!);
        TokenizedPrompt tokens = T5Tokenizer.Load(folder.Path).EncodePadded("a cat", 16);

        Assert.Equal(16, tokens.Ids.Length);
        Assert.Equal(1, tokens.Ids[tokens.Length - 1]);
        Assert.All(tokens.Ids[tokens.Length..], id => Assert.Equal(0, id));
    }

    [Fact]
    public void Encode_AnyString_GivesIdsOfTheVocabulary()
    {
        using TemporaryFolder folder = TokenizerReference.Folder(TokenizerReference.Load("t5.json")["all rules"]!["files"]!);
        using TemporaryFolder bertFolder = TokenizerReference.Folder(TokenizerReference.Load("bert.json")["lower case"]!["files"]!);
        using TemporaryFolder gemmaFolder = TokenizerReference.Folder(TokenizerReference.Load("gemma.json")["byte pairs"]!["files"]!);
        PromptTokenizer t5 = T5Tokenizer.Load(folder.Path);
        PromptTokenizer bert = BertTokenizer.Load(bertFolder.Path);
        PromptTokenizer gemma = GemmaTokenizer.Load(gemmaFolder.Path);

        Gen.String.Sample(text =>
        {
            Assert.All(t5.Encode(text), id => Assert.InRange(id, 0, 600));
            Assert.All(bert.Encode(text), id => Assert.InRange(id, 0, 800));
            Assert.All(gemma.Encode(text), id => Assert.InRange(id, 0, 760));
        });
    }

    [Theory]
    [InlineData("spiece.model", "", "no pieces")]
    [InlineData("spiece.model", "not a model", "SentencePiece")]
    [InlineData("spiece.model", "\n\u0005\n\u0003abc\u0012\u0002\u0018\u0002", "type 2")]
    [InlineData("spiece.model", "\n\u0005\n\u0003abc", "eos_token")]
    [InlineData("tokenizer.json", """{"model": {"vocab": [["a", 0]]}}""", "unknown piece")]
    [InlineData("tokenizer.json", """{"model": {"vocab": {"a": 1}}}""", "an array")]
    [InlineData("tokenizer.json", """{"model": {"vocab": [["a", "b"]]}}""", "score")]
    [InlineData("tokenizer.json", """{"model": {"vocab": [["a", 0], ["b", 0], ["a", 0]]}}""", "twice")]
    [InlineData("tokenizer.json", """{"model": {"vocab": [["a", 0], ["b", 0], ["c", 0]]}}""", "eos_token")]
    [InlineData(
        "tokenizer.json",
        """{"normalizer": {"precompiled_charsmap": "%"}, "model": {"vocab": [["<pad>", 0], ["</s>", 0], ["<unk>", 0]]}}""",
        "base64")]
    [InlineData(
        "tokenizer.json",
        """{"normalizer": {"precompiled_charsmap": "/////w=="}, "model": {"vocab": [["<pad>", 0], ["</s>", 0], ["<unk>", 0]]}}""",
        "damaged")]
    public void Load_T5FolderThatIsNotRight_SaysWhatIsWrong(string file, string content, string fault)
    {
        using var folder = new TemporaryFolder(("tokenizer_config.json", """{"tokenizer_class": "T5Tokenizer"}"""), (file, content));

        ModelFormatException e = Assert.Throws<ModelFormatException>(() => PromptTokenizer.Load(folder.Path));
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocab.txt", "[PAD]\n[CLS]\n[SEP]\n", "unk_token")]
    [InlineData("tokenizer.json", """{"model": {"vocab": {"[UNK]": 0, "[PAD]": 1000000000}}}""", "1000000000")]
    [InlineData("tokenizer.json", """{"model": {}}""", "vocab")]
    public void Load_BertFolderThatIsNotRight_SaysWhatIsWrong(string file, string content, string fault)
    {
        using var folder = new TemporaryFolder((file, content));

        ModelFormatException e = Assert.Throws<ModelFormatException>(() => BertTokenizer.Load(folder.Path));
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GemmaFolderWithoutTokenizerJson_NamesIt()
    {
        using var folder = new TemporaryFolder(("tokenizer_config.json", """{"tokenizer_class": "GemmaTokenizer"}"""));

        ModelFormatException e = Assert.Throws<ModelFormatException>(() => PromptTokenizer.Load(folder.Path));
        Assert.Contains(folder["tokenizer.json"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Gemma_GivesBackTheText()
    {
        using TemporaryFolder folder = TokenizerReference.Folder(TokenizerReference.Load("gemma.json")["byte pairs"]!["files"]!);
        GemmaTokenizer tokenizer = GemmaTokenizer.Load(folder.Path);
        Assert.Equal("a cat, 漢字 😀", tokenizer.Decode(tokenizer.Encode("a cat, 漢字 😀")));
    }

    [Fact]
    public void Load_ClassThatThereIsNot_IsNamed()
    {
        using var folder = new TemporaryFolder(("tokenizer_config.json", """{"tokenizer_class": "LlamaTokenizer"}"""));

        ModelFormatException e = Assert.Throws<ModelFormatException>(() => PromptTokenizer.Load(folder.Path));
        Assert.Contains("\"LlamaTokenizer\"", e.Message, StringComparison.Ordinal);
    }
}
