namespace LatentDiffusion.Tests;

/// <summary>Where added tokens are found, against the tokenizers library 0.23.3 for Python.</summary>
public sealed class AddedTokenSplitterTests
{
    /// <summary>
    /// Of <c>Tokenizer(WordLevel({"[U]": 0}, unk_token="[U]"))</c> with <c>AddedToken("Foo", single_word=True, normalized=False)</c>:
    /// whether the ids of the text hold that token's.
    /// </summary>
    [Theory]
    [InlineData("Foo", true)]
    [InlineData("a Foo.", true)]
    [InlineData("éFoo", false)]
    [InlineData("e\u0301Foo", false)]
    [InlineData("Foo\u0903", false)] // a spacing mark
    [InlineData("\u20DDFoo", false)] // an enclosing mark
    [InlineData("\u2167Foo", false)] // Ⅷ, a number of letters
    [InlineData("\u200DFoo", false)]
    [InlineData("Foo\u200C", false)]
    [InlineData("\u200BFoo", true)]
    [InlineData("\u24B6Foo", false)] // Ⓐ
    [InlineData("Foo\U0001F130", false)] // 🄰
    [InlineData("\U0001F18AFoo", true)] // 🆊, a symbol
    [InlineData("\u2460Foo", true)] // ①, a number of another kind
    [InlineData("²Foo", true)]
    [InlineData("٣Foo", false)]
    [InlineData("Foo_", false)]
    [InlineData("\u203FFoo", false)] // a connector
    [InlineData("\U0001F408Foo", true)]
    public void Split_SingleWord_CountsOnlyWhereNoWordGoesOn(string text, bool found) =>
        Assert.Equal(found, new AddedTokenSplitter([("Foo", new("Foo", false, SingleWord: true), 1)]).Split(text).Any(p => p.Id == 1));

    /// <summary>
    /// Of <c>Tokenizer(WordLevel({"[U]": 0}, unk_token="[U]"))</c> with the tokens, added in this order: <c>encode(text)</c>'s ids with
    /// their offsets.
    /// </summary>
    [Theory]
    [InlineData("<r>  spx", "1:0-5 2:3-7 0:7-8")]
    [InlineData("<r>  x", "1:0-5 0:5-6")]
    [InlineData("<r>   spx", "1:0-6 2:4-8 0:8-9")]
    [InlineData("a<r>  <r> sp", "0:0-1 1:1-6 1:6-10 0:10-12")]
    [InlineData("a <l>  spb", "0:0-1 3:1-5 2:5-9 0:9-10")]
    [InlineData("<r> <l>", "1:0-4 3:4-7")]
    [InlineData("<r>\t\u3000", "1:0-5")]
    [InlineData("<r>\n", "1:0-4")]
    public void Split_StrippedSpace_MayBeOfAnotherToken(string text, string expected)
    {
        AddedTokenSplitter splitter = new(
        [
            ("<r>", new("<r>", false, RightStrip: true), 1), ("  sp", new("  sp", false), 2),
            ("<l>", new("<l>", false, LeftStrip: true), 3), ("\n", new("\n", false, LeftStrip: true), 4),
        ]);
        Assert.Equal(expected, string.Join(' ', splitter.Split(text).Select(p => $"{p.Id ?? 0}:{p.Text.Start}-{p.Text.End}")));
    }
}
