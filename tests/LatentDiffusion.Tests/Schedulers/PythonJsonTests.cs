using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Infinities and NaN as Python writes them into JSON.</summary>
public sealed class PythonJsonTests
{
    [Theory]
    [InlineData("""{"a": -Infinity, "b":Infinity,"c": [NaN,NaN]}""", """{"a": "-Infinity", "b":"Infinity","c": ["NaN","NaN"]}""")]
    [InlineData("""{"a": "x: NaN, y", "NaN": 1}""", """{"a": "x: NaN, y", "NaN": 1}""")]
    [InlineData("""{"a": "\"NaN\\", "b": NaN}""", """{"a": "\"NaN\\", "b": "NaN"}""")]
    [InlineData("""{"a": "\u00e9", "b": -1e5}""", """{"a": "\u00e9", "b": -1e5}""")]
    [InlineData("""{"a": "unfinished NaN""", """{"a": "unfinished NaN""")]
    [InlineData("\"\\", "\"\\")]
    [InlineData("", "")]
    public void BareWordsAreQuotedAndStringsStay(string json, string expected) => Assert.Equal(expected, PythonJson.QuoteSpecials(json));

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void AWordStandsForItsNumber(double value) => Assert.Equal(value, PythonJson.Special(PythonJson.Word(value)));

    [Fact]
    public void OtherWordsAreNoNumbers() => Assert.Null(PythonJson.Special("infinity"));

    /// <summary>A million escaped quotes after one that is never closed: time must be linear in the text.</summary>
    [Fact]
    public void ATextThatNeverEndsIsReadOnce()
    {
        string text = "{\"a\": \"" + string.Concat(Enumerable.Repeat("\\\"", 1_000_000));
        Assert.Equal(text, PythonJson.QuoteSpecials(text));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
    }
}
