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
    public void Encode_PutsAllRowsInPlaceOfAWord(string text, int[] ids)
    {
        LearnedToken[] words = [Word("cat", 900, 2), Word("catnip", 910, 1), Word("style", 920, 3)];
        Dictionary<AddedToken, int> added = words.ToDictionary(word => new AddedToken(word.Text, Normalized: false), word => word.Id);
        added[new AddedToken("<other>", Normalized: false)] = 5;
        Assert.Equal(ids, new LearnedWords(words, added).Encode(text, part => [.. part.Select(c => (int)c)]));
    }

    private static LearnedToken Word(string text, int id, int count) => new(text, id, count, new float[count]);
}
