namespace LatentDiffusion.Tests;

/// <summary>Learned words in a text: of several at one place the longest, each with all of its rows.</summary>
public sealed class LearnedWordsTests
{
    [Theory]
    [InlineData("a", new[] { 'a' + 0 })]
    [InlineData("xcaty", new[] { 'x', 900, 901, 'y' })]
    [InlineData("xcatnipy", new[] { 'x', 910, 'y' })]
    [InlineData("catcat_1", new[] { 900, 901, 900, 901, '_', '1' })]
    [InlineData("style1", new[] { 920, 921, 922, '1' })]
    [InlineData("<other>cat", new[] { '<', 'o', 't', 'h', 'e', 'r', '>', 900, 901 })]
    public void Encode_PutsAllRowsInPlaceOfAWord(string text, int[] ids) => Assert.Equal(ids, Encode(text, asWords: false));

    /// <summary>As stable-diffusion-webui, which compares tokens of lower-cased words: CLIP's end where letters do.</summary>
    [Theory]
    [InlineData("xcaty", new[] { 'x' + 0, 'c', 'a', 't', 'y' })]
    [InlineData("CAT2", new[] { 900, 901, '2' })]
    [InlineData("1Cat,", new[] { '1', 900, 901, ',' })]
    [InlineData("Cats", new[] { 'C' + 0, 'a', 't', 's' })]
    [InlineData("CatNip", new[] { 910 })]
    [InlineData("STYLE style Style", new[] { 930, ' ', 920, 921, 922, ' ', 920, 921, 922 })]
    [InlineData("<other>cat", new[] { '<', 'o', 't', 'h', 'e', 'r', '>', 900, 901 })]
    public void Encode_AsWords_FindsThemInAnyCaseAndNotWithinOthers(string text, int[] ids) =>
        Assert.Equal(ids, Encode(text, asWords: true));

    private static List<int> Encode(string text, bool asWords)
    {
        LearnedToken[] words = [Word("cat", 900, 2), Word("catnip", 910, 1), Word("style", 920, 3), Word("STYLE", 930, 1)];
        Dictionary<AddedToken, int> added = words.ToDictionary(word => new AddedToken(word.Text, Normalized: false), word => word.Id);
        added[new AddedToken("<other>", Normalized: false)] = 5;
        return new LearnedWords(words, added, asWords).Encode(text, part => [.. part.Select(c => (int)c)]);
    }

    private static LearnedToken Word(string text, int id, int count) => new(text, id, count, new float[count]);
}
