namespace LatentDiffusion.Tests;

/// <summary>Each bad value of a request is refused with the value and the rule, before anything is computed.</summary>
public sealed class BadRequestTests(EmojiFixture emoji)
{
    private static readonly RgbImage Image = new(128, 128, new byte[3 * 128 * 128]);

    public static TheoryData<string, GenerationRequest> Requests => new()
    {
        { "Steps is 0", new GenerationRequest("x") { Steps = 0 } },
        { "Steps is -3", new GenerationRequest("x") { Steps = -3 } },
        { "Schedule.Sigmas.Count is 0", new GenerationRequest("x") { Schedule = new() { Sigmas = [] } } },
        { "Schedule.Timesteps.Count is 0", new GenerationRequest("x") { Schedule = new() { Timesteps = [] } } },
        { "Steps is 2", new GenerationRequest("x") { Steps = 2, Schedule = new() { Timesteps = [900, 100] } } },
        { "Schedule.Sigmas is given", new GenerationRequest("x") { Schedule = new() { Timesteps = [900, 100], Sigmas = [9, 1, 0] } } },
        { "Schedule.Start is 0.5", new GenerationRequest("x") { Schedule = new() { Start = 0.5 } } },
        { "Schedule.Start is 1", new GenerationRequest("x") { Schedule = new() { Start = 1 } } },
        { "Schedule.End is 0", new GenerationRequest("x") { Schedule = new() { End = 0 } } },
        { "Schedule.Eta is 2", new GenerationRequest("x") { Schedule = new() { Eta = 2 } } },
        { "Schedule is null", new GenerationRequest("x") { Schedule = null! } },
        { "GuidanceScale is NaN", new GenerationRequest("x") { GuidanceScale = double.NaN } },
        { "GuidanceScale is Infinity", new GenerationRequest("x") { GuidanceScale = double.PositiveInfinity } },
        { "GuidanceScale is 1E+300", new GenerationRequest("x") { GuidanceScale = 1e300 } },
        { "Options.TrueGuidanceScale is 1E+300", new GenerationRequest("x") { Options = new FluxOptions { TrueGuidanceScale = 1e300 } } },
        {
            "Options.ImageGuidanceScale is 1E+300",
            new GenerationRequest("x") { Options = new InstructPix2PixOptions { ImageGuidanceScale = 1e300 } }
        },
        { "GuidanceRescale is 1.5", new GenerationRequest("x") { GuidanceRescale = 1.5 } },
        { "GuidanceRescale is NaN", new GenerationRequest("x") { GuidanceRescale = double.NaN } },
        { "Image.Strength is -0.1", new GenerationRequest("x") { Image = new(Image) { Strength = -0.1 } } },
        { "Image.Strength is 1.1", new GenerationRequest("x") { Image = new(Image) { Strength = 1.1 } } },
        { "Image.Strength is NaN", new GenerationRequest("x") { Image = new(Image) { Strength = double.NaN } } },
        { "Image.Strength is 0.01", new GenerationRequest("x") { Image = new(Image) { Strength = 0.01 }, Steps = 20 } },
        { "Width is 100", new GenerationRequest("x") { Width = 100 } },
        { "Height is 0", new GenerationRequest("x") { Height = 0 } },
        { "Height is -128", new GenerationRequest("x") { Height = -128 } },
        { "Width is 2147483640", new GenerationRequest("x") { Width = 2147483640 } },
        { "Count is 0", new GenerationRequest("x") { Count = 0 } },
        { "Count is 2147483647", new GenerationRequest("x") { Count = int.MaxValue } },
        { "Count is 10", new GenerationRequest("x") { Count = 10, Width = 16384, Height = 16384 } },
        { "Count is 10", new GenerationRequest("x") { Count = 10, Hires = new HiresFix { Scale = 64 } } },
        { "PreviewInterval is -1", new GenerationRequest("x") { PreviewInterval = -1 } },
        { "Inpainting.Mask is a picture", new GenerationRequest("x") { Inpainting = new(Image) } },
        { "Image.Strength is 0.5", new GenerationRequest("x") { Image = new() { Strength = 0.5 } } },
        { "Image.Latents is 4 numbers", new GenerationRequest("x") { Image = new(Image) { Latents = new float[4] } } },
        { "Options.ClipSkip is -1", new GenerationRequest("x") { Options = new StableDiffusionOptions { ClipSkip = -1 } } },
        { "Controls is null", new GenerationRequest("x") { Controls = null! } },
        { "Options.SizeConditioning is null", new GenerationRequest("x") { Options = new SdxlOptions { SizeConditioning = null! } } },
        {
            "Image.Latents is not finite",
            new GenerationRequest("x") { Image = new() { Latents = Enumerable.Repeat(float.NaN, 4 * 16 * 16).ToArray() } }
        },
        { "Prompt is null", new GenerationRequest(null!) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Generate_BadValue_NamesValueAndRule(string start, GenerationRequest request)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => emoji.Pipeline.Generate(request));
        Assert.StartsWith(start + "; it ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_TimestepsThatTheSchedulerDoesNotTake_AreRefused()
    {
        GenerationRequest request = new("x")
        {
            Schedule = new() { Timesteps = [900, 100] }, Scheduler = Schedulers.Create("PNDMScheduler"),
        };
        ArgumentException e = Assert.Throws<ArgumentException>(() => emoji.Pipeline.Generate(request));
        Assert.StartsWith("PNDMScheduler does not support custom timesteps.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_NullRequest_IsRefused() =>
        Assert.Throws<ArgumentNullException>(() => emoji.Pipeline.Generate((GenerationRequest)null!));

    [Fact]
    public void Generate_EmptyPrompt_IsAllowed() =>
        Assert.Single(emoji.Pipeline.Generate(new GenerationRequest("") { Steps = 1 }).Images);

    [Fact]
    public void Generate_OverlongPrompt_WarnsWhatWasLeftOut()
    {
        string prompt = string.Join(' ', Enumerable.Repeat("red", 40)) + " octopus";
        GenerationResult result = emoji.Pipeline.Generate(new GenerationRequest(prompt) { Steps = 1 });
        Assert.Contains("octopus", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
