using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class GenerationParametersTests
{
    private static readonly GenerationParameters Example = new()
    {
        Prompt = "a red apple", NegativePrompt = "blurry", Steps = 20, Sampler = "Euler a", GuidanceScale = 7.5, Seed = 42, Width = 512,
        Height = 768, Model = "emoji",
    };

    // Pieces that mean something in the format, among arbitrary text.
    private static readonly string[] Pieces =
        ["Negative prompt:", "\n", "Steps: 20, Sampler: x, CFG scale: 7", "\r\n", " ", "Exact prompt: \"x\"", "\"", "Ω猫🐈"];

    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.String, Gen.String["ab ,:\"\\\n"], Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]))
            .Array[0, 4].Select(string.Concat);

    private static readonly Gen<GenerationParameters> Parameters =
        from prompt in Texts
        from negative in Texts
        from sampler in Texts
        from model in Gen.Null(Texts)
        from numbers in Gen.Select(Gen.Int, Gen.Double.Where(double.IsFinite), Gen.Long, Gen.Int[1, 9999], Gen.Int[1, 9999])
        from other in Texts
        select new GenerationParameters
        {
            Prompt = prompt, NegativePrompt = negative, Sampler = sampler, Model = model, Steps = numbers.Item1,
            GuidanceScale = numbers.Item2, Seed = numbers.Item3, Width = numbers.Item4, Height = numbers.Item5,
            Other = [new("Clip skip", other)],
        };

    [Fact]
    public void ToText_Example_IsTheFormatOtherToolsRead() => Assert.Equal(
        "a red apple\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 42, Size: 512x768, Model: emoji",
        Example.ToText());

    [Fact]
    public void ToText_EmptyPrompts_LeaveTheFields() => Assert.Equal(
        "Steps: 1, Sampler: DDIM, Denoising strength: 0.6",
        new GenerationParameters { Steps = 1, Sampler = "DDIM", Strength = 0.6 }.ToText());

    [Fact]
    public void ToText_SpecialValues_AreQuotedAsJson() => Assert.EndsWith(
        "Steps: 1, Sampler: \"a, b\", Model: \"C:\\\\x \\\"猫\\\"\\n\", Empty: \"\"",
        new GenerationParameters { Steps = 1, Sampler = "a, b", Model = "C:\\x \"猫\"\n", Other = [new("Empty", "")] }.ToText());

    [Fact]
    public void Parse_OfToText_GivesTheSame() => Parameters.Sample(
        expected =>
        {
            GenerationParameters actual = GenerationParameters.Parse(expected.ToText());
            Assert.Equal(expected.Prompt, actual.Prompt);
            Assert.Equal(expected.NegativePrompt, actual.NegativePrompt);
            Assert.Equal(expected.Sampler, actual.Sampler);
            Assert.Equal(expected.Model, actual.Model);
            Assert.Equal(expected.Other, actual.Other);
            Assert.Equal(
                (expected.Steps, expected.GuidanceScale, expected.Seed, expected.Width, expected.Height),
                (actual.Steps, actual.GuidanceScale, actual.Seed, actual.Width, actual.Height));
        },
        iter: 5000);

    [Theory]
    [InlineData("x\nNegative prompt: injected\nSteps: 99, Sampler: bad, CFG scale: 1, Seed: 1")]
    [InlineData("Negative prompt: all of it")]
    [InlineData("Steps: 99, Sampler: bad, CFG scale: 1, Seed: 1, Model: bad")]
    [InlineData("a, Exact prompt: \"bad\"")]
    [InlineData(" spaces \n\n")]
    public void Parse_PromptThatImitatesTheFormat_SurvivesWithItsFields(string prompt)
    {
        GenerationParameters parameters = new() { Prompt = prompt, Steps = 4, Sampler = "DDIM", Seed = 42, Model = "emoji" };
        GenerationParameters read = GenerationParameters.Parse(parameters.ToText());
        Assert.Equal((prompt, ""), (read.Prompt, read.NegativePrompt));
        Assert.Equal((4, "DDIM", 42L, "emoji"), (read.Steps, read.Sampler, read.Seed, read.Model));
    }

    [Fact]
    public void Parse_TextOfOtherTool_KeepsAllFields()
    {
        GenerationParameters read = GenerationParameters.Parse(
            "masterpiece,\na cat\nNegative prompt: bad hands,\nblurry\n"
            + "Steps: 25, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 3001, Size: 640x448, Model hash: abc123, Model: sd \"1.5\", "
            + "Lora hashes: \"a: 1, b: 2\", Steps note: none, Version: v1.9.3");
        Assert.Equal(("masterpiece,\na cat", "bad hands,\nblurry"), (read.Prompt, read.NegativePrompt));
        Assert.Equal((25, "DPM++ 2M Karras", "sd \"1.5\""), (read.Steps, read.Sampler, read.Model));
        Assert.Equal((7.0, 3001L, 640, 448), (read.GuidanceScale, read.Seed, read.Width, read.Height));
        KeyValuePair<string, string>[] other =
            [new("Model hash", "abc123"), new("Lora hashes", "a: 1, b: 2"), new("Steps note", "none"), new("Version", "v1.9.3")];
        Assert.Equal(other, read.Other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("only a prompt")]
    [InlineData("a prompt: with colon, and: another")]
    public void Parse_NoFields_IsAllPrompt(string text)
    {
        GenerationParameters read = GenerationParameters.Parse(text);
        Assert.Equal((text, "", null, null), (read.Prompt, read.NegativePrompt, read.Steps, read.Seed));
    }

    [Fact]
    public void Parse_WrongNumbers_StayAsText()
    {
        GenerationParameters read = GenerationParameters.Parse("Steps: many, Seed: 99999999999999999999, Size: 1x2x3, CFG scale: high");
        Assert.Equal((null, null, null, null), (read.Steps, read.Seed, read.Width, read.GuidanceScale));
        Assert.Equal(["many", "99999999999999999999", "1x2x3", "high"], read.Other.Select(field => field.Value));
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('"')]
    [InlineData(':')]
    [InlineData('\\')]
    public void Parse_LongHostileText_TakesLinearTime(char filler)
    {
        string text = "ab: \"" + new string(filler, ImageMetadata.MaxTextBytes);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(text.Trim(), GenerationParameters.Parse(text).Prompt);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a: b")]
    [InlineData("a,b")]
    [InlineData("a\n")]
    public void ToText_NameThatTheFormatCannotHold_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => new GenerationParameters { Other = [new(name, "x")] }.ToText());

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    public void GeneratedImage_Save_StoresTheParameters(string name)
    {
        using TemporaryFolder folder = new();
        GeneratedImage image = new(ImagingReference.NoiseImage(4, 3, seed: 1), 42, Example, []);
        image.Save(folder[name]);
        Assert.Equal(Example.ToText(), ImageMetadata.ReadParameters(folder[name]));
        Assert.Equal((4, 3, 42L, 36), (image.Width, image.Height, image.Seed, image.Pixels.Length));
    }
}
