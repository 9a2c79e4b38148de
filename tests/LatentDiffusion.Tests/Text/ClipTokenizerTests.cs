using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Ids against those of transformers' CLIPTokenizer.</summary>
public class ClipTokenizerTests
{
    private static readonly ClipTokenizer Clip = ClipTokenizer.Load(ReferenceFiles.Path("tokenizer", "clip"));

    public static TheoryData<string> Folders => [.. TokenizerReference.Load("folders.json").AsObject().Select(f => f.Key)];

    [Fact]
    public void Encode_PromptsOfAllKinds_GivesTheIdsOfTransformers()
    {
        foreach (var entry in TokenizerReference.Load("prompts.json").AsArray())
        {
            var (prompt, ids) = TokenizerReference.Case(entry!, "clip");
            ReadOnlySpan<int> encoded = Clip.Encode(prompt).ToArray();
            Assert.True(ids.AsSpan(1..^1).SequenceEqual(encoded), $"{entry!.ToJsonString()}: got {string.Join(' ', encoded.ToArray())}");
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void EncodePadded_FolderOfEachForm_GivesTheIdsOfTransformers(string name)
    {
        var reference = TokenizerReference.Load("folders.json")[name]!;
        using TemporaryFolder folder = TokenizerReference.Folder(reference["files"]!);
        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Path);
        foreach (var entry in reference["cases"]!.AsArray())
        {
            var (prompt, ids) = TokenizerReference.Case(entry!);
            int[] got = tokenizer.EncodePadded(prompt).Ids;
            Assert.True(ids.AsSpan().SequenceEqual(got), $"\"{prompt}\": expected {string.Join(' ', ids)}, got {string.Join(' ', got)}");
        }
    }

    [Fact]
    public void EncodePadded_PromptThatFits_FillsUpWithTheEndToken()
    {
        TokenizedPrompt tokens = Clip.EncodePadded("a red apple");

        Assert.Equal([49406, 320, 736, 3055, 49407], tokens.Ids[..5]);
        Assert.Equal(Enumerable.Repeat(49407, 72), tokens.Ids[5..]);
        Assert.Equal(5, tokens.Length);
        Assert.False(tokens.Truncated);
    }

    [Fact]
    public void EncodePadded_PromptTooLong_SaysWhatWasDropped()
    {
        TokenizedPrompt tokens = Clip.EncodePadded(string.Concat(Enumerable.Repeat("cat ", 75)) + "and a Résumé");

        Assert.Equal(77, tokens.Length);
        Assert.Equal(49407, tokens.Ids[^1]);
        Assert.Equal("and a résumé", Clip.Decode(tokens.Dropped));
    }

    [Fact]
    public void EncodePadded_LengthWithoutRoomForBeginAndEnd_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Clip.EncodePadded("a", 1));

    [Fact]
    public void EncodePadded_WordOfManyLetters_EndsSoonAndStartsAsTransformersDoes()
    {
        // transformers: 23126 is "aaaaaaaa".
        int[] ids = Clip.EncodePadded(new string('a', 200_000)).Ids;

        Assert.Equal(Enumerable.Repeat(23126, 75), ids[1..^1]);
    }

    [Fact]
    public void Encode_FromManyThreads_GivesWhatOneThreadGets()
    {
        string[] prompts = [.. Enumerable.Range(0, 64).Select(i => $"prompt number {i} of a cat, {i * 37} times as large")];
        ClipTokenizer fresh = ClipTokenizer.Load(ReferenceFiles.Path("tokenizer", "clip"));

        var got = prompts.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(fresh.Encode).ToArray();

        Assert.Equal(prompts.Select(Clip.Encode), got);
    }

    [Fact]
    public void Encode_AnyString_GivesIdsOfTheVocabulary() =>
        Gen.String.Sample(text => Assert.All(Clip.Encode(text), id => Assert.InRange(id, 0, 49407)));
}
