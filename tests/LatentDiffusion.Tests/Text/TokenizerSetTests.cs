namespace LatentDiffusion.Tests;

/// <summary>Tokenizers are read beside the graphs; what is wrong with one is said when it is asked for.</summary>
public sealed class TokenizerSetTests
{
    private static readonly string Clip = ReferenceFiles.Path("tokenizer", "clip");

    [Fact]
    public void ReadsWhatWasBegunOnce()
    {
        int asked = 0;
        TokenizerSet tokenizers = new(name => Interlocked.Increment(ref asked) == 1 ? Clip : throw new IOException(name));
        tokenizers.Begin([("tokenizer", "CLIPTokenizerFast")]);
        ClipTokenizer first = tokenizers.Get("tokenizer", ClipTokenizer.Load);
        Assert.Same(first, tokenizers.Get("tokenizer", ClipTokenizer.Load));
        Assert.Equal(49406, first.BeginId);
    }

    [Fact]
    public void ReadsWhatWasNotBegun() =>
        Assert.Equal(49406, new TokenizerSet(_ => Clip).Get("tokenizer", ClipTokenizer.Load).BeginId);

    /// <summary>The index names another class than the one that the family reads.</summary>
    [Fact]
    public void ReadsTheClassThatIsAskedFor()
    {
        TokenizerSet tokenizers = new(_ => Clip);
        tokenizers.Begin([("tokenizer", "SomeTokenizer")]);
        Assert.Equal(49406, tokenizers.Get("tokenizer", ClipTokenizer.Load).BeginId);
    }

    [Fact]
    public void SaysWhatIsWrongWhenItIsAskedFor()
    {
        using TemporaryFolder empty = new();
        TokenizerSet tokenizers = new(_ => empty.Path);
        tokenizers.Begin([("tokenizer", "CLIPTokenizer"), ("tokenizer_2", "T5Tokenizer")]);
        var fault = Assert.Throws<ModelFormatException>(() => tokenizers.Get("tokenizer", ClipTokenizer.Load));
        Assert.Contains(empty.Path, fault.Message, StringComparison.Ordinal);
    }
}
