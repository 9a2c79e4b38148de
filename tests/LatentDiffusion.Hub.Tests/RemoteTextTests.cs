using CsCheck;

namespace LatentDiffusion.Hub.Tests;

public sealed class RemoteTextTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007plain", "[2J]0;ownedplain")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("safe\u202egnp.exe", "safegnp.exe")]
    [InlineData("a\u009b31mb", "a31mb")]
    [InlineData("\u2028x\ufeff\u200b", "x")]
    [InlineData("日本語 é", "日本語 é")]
    public void Clean_LeavesWhatIsShown(string text, string expected) => Assert.Equal(expected, RemoteText.Clean(text));

    [Fact]
    public void Clean_HasNoControlsWhateverComes() => Gen.String.Sample(text =>
    {
        string clean = RemoteText.Clean(text);
        Assert.DoesNotContain(clean, c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format);
        Assert.Equal(clean, RemoteText.Clean(clean));
    });

    [Fact]
    public void Clean_LongText_IsCut() => Assert.Equal(2001, RemoteText.Clean(new string('x', 100_000)).Length);
}
