namespace LatentDiffusion.Tests;

/// <summary>Tokenizer folders that cannot be used: the exception names the file and says what is wrong.</summary>
public class ClipTokenizerFaultTests
{
    private const string Vocabulary = """{"a": 0, "b": 1, "ab": 2, "<|startoftext|>": 3, "<|endoftext|>": 4}""";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "vocab.json", "", "expected JSON" },
        { "vocab.json", "{\"a\": 0", "expected JSON" },
        { "vocab.json", "[1, 2]", "an object" },
        { "vocab.json", "{}", "empty" },
        { "vocab.json", """{"a": "0"}""", "a token id" },
        { "vocab.json", """{"a": -1}""", "a token id" },
        { "vocab.json", """{"a": 1e12}""", "a token id" },
        { "vocab.json", """{"a": 0, "b": 0}""", "id of its own" },
        { "vocab.json", """{"\ud800": 0}""", "vocab.json" },
        { "merges.txt", "#version: 0.2\na b c\n", "line 2" },
        { "merges.txt", "#version: 0.2\na\n", "two tokens" },
        { "merges.txt", "#version: 0.2\na z\n", "lacks \"z\"" },
        { "merges.txt", "#version: 0.2\nb a\n", "lacks \"ba\"" },
        { "tokenizer_config.json", "null", "an object" },
        { "tokenizer_config.json", """{"unk_token": "<unk>"}""", "unk_token" },
        { "tokenizer_config.json", """{"pad_token": "<pad>"}""", "pad_token" },
        { "tokenizer_config.json", """{"pad_token": 5}""", "pad_token" },
        { "tokenizer_config.json", """{"bos_token": {"lstrip": true}}""", "content" },
        { "tokenizer_config.json", """{"eos_token": {"content": "a", "lstrip": "yes"}}""", "true or false" },
        { "tokenizer_config.json", """{"model_max_length": "77"}""", "model_max_length" },
        { "tokenizer_config.json", """{"model_max_length": -5}""", "model_max_length" },
        { "tokenizer_config.json", """{"added_tokens_decoder": {"x": "a"}}""", "\"x\"" },
        { "tokenizer_config.json", """{"added_tokens_decoder": [1]}""", "added_tokens_decoder" },
        { "special_tokens_map.json", """{"additional_special_tokens": 1}""", "additional_special_tokens" },
        { "added_tokens.json", """{"<x>": "5"}""", "a token id" },
        { "tokenizer.json", """{"model": {"type": "WordPiece"}}""", "BPE" },
        { "tokenizer.json", """{"model": {"vocab": {"a": 0}}}""", "\"merges\"" },
        { "tokenizer.json", """{"model": {"vocab": {"a": 0}, "merges": [["a"]]}}""", "two tokens" },
        { "tokenizer.json", """{"model": {"vocab": {"a": 0}, "merges": [5]}}""", "a string" },
        { "tokenizer.json", """{"added_tokens": [{"content": "x"}]}""", "\"id\"" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Load_FileThatIsNotRight_NamesItAndTheFault(string file, string content, string fault)
    {
        using TemporaryFolder folder = Folder();
        folder.Write(file, content);

        var error = Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(folder.Path));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    public void Load_FileMissing_NamesIt(string file)
    {
        using TemporaryFolder folder = Folder();
        File.Delete(Path.Combine(folder.Path, file));

        Assert.Contains(file, Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoSuchFolder_NamesIt()
    {
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load("no-such-folder"));
        Assert.Contains("no-such-folder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileBeyondAllSizes_IsNotRead()
    {
        using TemporaryFolder folder = Folder();
        using (FileStream file = File.Create(Path.Combine(folder.Path, "vocab.json"))) file.SetLength(1L << 30);

        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(folder.Path));
        Assert.Contains("bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_JsonTooDeep_IsRefused()
    {
        using TemporaryFolder folder = Folder();
        folder.Write("tokenizer_config.json", new string('[', 100_000));

        Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(folder.Path));
    }

    [Fact]
    public void Load_FolderOfTheFaultTests_IsRightWithoutTheFaults()
    {
        using TemporaryFolder folder = Folder();

        Assert.Equal([4], ClipTokenizer.Load(folder.Path).Encode("<|endoftext|>"));
    }

    private static TemporaryFolder Folder() => new(("vocab.json", Vocabulary), ("merges.txt", "#version: 0.2\na b\n"));
}
