namespace LatentDiffusion.Tests;

public sealed class AdapterTagsTests
{
    [Theory]
    [InlineData("a cat <lora:style>", "a cat ", "style", 1, 1)]
    [InlineData("<lora:style:0.8>a cat", "a cat", "style", 0.8, 0.8)]
    [InlineData("a <lora:my style v1.2:-.5> cat", "a  cat", "my style v1.2", -0.5, -0.5)]
    [InlineData("a <lora:sub/style:0.5:0.8> cat", "a  cat", "sub/style", 0.5, 0.8)]
    [InlineData("a, <lora:style:te=0.5>, cat", "a, , cat", "style", 0.5, 0.5)]
    [InlineData("<lora:style:unet=0.5>", "", "style", 1, 0.5)]
    [InlineData("<lora:style:0.8:te=0.25>", "", "style", 0.25, 0.25)]
    [InlineData("<lora:style:unet=2:te=1e-1>", "", "style", 0.1, 2)]
    [InlineData("<lyco:style:0.8>", "", "style", 0.8, 0.8)]
    [InlineData("<lora:a\nb>", "", "a\nb", 1, 1)]
    public void Read_OneTag(string prompt, string text, string name, double textScale, double scale)
    {
        var (rest, tags) = AdapterTags.Read(prompt);
        Assert.Equal(text, rest);
        Assert.Equal([new AdapterTag(name, textScale, scale)], tags);
    }

    [Fact]
    public void Read_SeveralTags_KeepTheirOrder()
    {
        var (text, tags) = AdapterTags.Read("<lora:b:0.5> [a<lora:a>:b:0.5] <lora:b:0.25>");
        Assert.Equal(" [a:b:0.5] ", text);
        Assert.Equal([new AdapterTag("b", 0.5, 0.5), new AdapterTag("a", 1, 1), new AdapterTag("b", 0.25, 0.25)], tags);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a cat")]
    [InlineData("<lora:>")]
    [InlineData("<lora:style")]
    [InlineData("< lora:style>")]
    [InlineData("<cat-toy> <hypernet:style:1> <LORA:style>")]
    public void In_OtherText_HasNone(string prompt)
    {
        Assert.False(AdapterTags.In(prompt));
        Assert.Equal(prompt, AdapterTags.Read(prompt).Text);
    }

    [Theory]
    [InlineData("a <lora:style:strong>", "strong", 8)]
    [InlineData("<lora:style:0.8:>", "", 6)]
    [InlineData("<lora:style:1:1:8>", "8", 6)]
    [InlineData("<lora:style:te=x>", "x", 6)]
    [InlineData("<lora:style:nan>", "nan", 6)]
    [InlineData("<lora:style:1:unet=1e999>", "1e999", 6)]
    [InlineData("<lora:style:1:1:dyn=8>", "dyn=8", 6)]
    public void Read_WrongScale_SaysWhereAndWhat(string prompt, string item, int position)
    {
        PromptFormatException error = Assert.Throws<PromptFormatException>(() => AdapterTags.Read(prompt));
        Assert.Equal(position, error.Position);
        Assert.Contains($"there is \"{item}\"", error.Message, StringComparison.Ordinal);
    }
}
