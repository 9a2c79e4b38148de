using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Examples of Unicode Standard Annex 15 and the laws of the forms.</summary>
public class UnicodeNormalizationTests
{
    private static readonly Gen<string> Texts = Gen
        .OneOf(
            Gen.Char['\u0000', '\uFFFF'],
            Gen.Char['\u0300', '\u0345'],
            Gen.Char['a', 'z'],
            Gen.Char['\u1100', '\u11FF'],
            Gen.Char['\u0900', '\u0DFF'])
        .Array[0, 12]
        .Select(c => new string(c));

    [Theory]
    [InlineData("A\u030A", "\u00C5", "A\u030A")]
    [InlineData("\u212B", "\u00C5", "A\u030A")] // a singleton: Angstrom sign
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307")] // reordered
    [InlineData("s\u0323\u0307", "\u1E69", "s\u0323\u0307")]
    [InlineData("s\u0307\u0323", "\u1E69", "s\u0323\u0307")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")] // excluded from composition
    [InlineData("\u1112\u1161\u11AB", "\uD55C", "\u1112\u1161\u11AB")] // Hangul
    [InlineData("\uD55C", "\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65", "\uD834\uDD57\uD834\uDD65")] // musical symbol half note
    [InlineData("\u0344", "\u0308\u0301", "\u0308\u0301")]
    public void Forms_Example_AsTheStandardHasIt(string text, string composed, string decomposed)
    {
        Assert.Equal(composed, UnicodeNormalization.Compose(text));
        Assert.Equal(decomposed, UnicodeNormalization.Decompose(text));
    }

    [Fact]
    public void Forms_LoneSurrogate_BecomesTheReplacementCharacter()
    {
        string lone = "a\uD800"; // not in an attribute, which is stored as UTF-8
        Assert.Equal("a\uFFFD", UnicodeNormalization.Compose(lone));
        Assert.Equal("a\uFFFD", UnicodeNormalization.Decompose(lone));
    }

    [Fact]
    public void Forms_AnyText_AreStableAndAgree() => Texts.Sample(text =>
    {
        string composed = UnicodeNormalization.Compose(text), decomposed = UnicodeNormalization.Decompose(text);
        Assert.Equal(composed, UnicodeNormalization.Compose(composed));
        Assert.Equal(decomposed, UnicodeNormalization.Decompose(decomposed));
        Assert.Equal(composed, UnicodeNormalization.Compose(decomposed));
        Assert.Equal(decomposed, UnicodeNormalization.Decompose(composed));
    });

    [Theory]
    [InlineData("ÀB\u0130ΣΟΣ", "àbi\u0307σοσ")]
    [InlineData("\uA7CB\uA7DC\uD803\uDD50", "\u0264\u019B\uD803\uDD70")] // letters of Unicode 16
    public void Lower_Letters_GoOneByOne(string text, string lower) => Assert.Equal(lower, UnicodeNormalization.Lower(text));
}
