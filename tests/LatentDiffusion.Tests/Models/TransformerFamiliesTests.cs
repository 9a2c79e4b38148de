namespace LatentDiffusion.Tests;

/// <summary>What Stable Diffusion 3 and Flux refuse or warn of; that they are right is for <see cref="TinyFamilyTests"/>.</summary>
public sealed class TransformerFamiliesTests
{
    private const string StableDiffusion3 = "stable_diffusion_3", Flux = "flux_dev";

    public static TheoryData<string, string, GenerationRequest> BadRequests => new()
    {
        { StableDiffusion3, "Width is 56; it must be a multiple of 16", Small with { Width = 56 } },
        { Flux, "Height is 40; it must be a multiple of 16", Small with { Height = 40 } },
        {
            StableDiffusion3, "Options.MaxSequenceLength is 513; it must be from 1 to 512",
            Small with { Options = new StableDiffusion3Options { MaxSequenceLength = 513 } }
        },
        {
            Flux, "Options.MaxSequenceLength is 600; it must be from 1 to 512",
            Small with { Options = new FluxOptions { MaxSequenceLength = 600 } }
        },
        {
            Flux, "Options.MaxSequenceLength is 0; it must be at least 1",
            Small with { Options = new FluxOptions { MaxSequenceLength = 0 } }
        },
        {
            Flux, "Options.TrueGuidanceScale is NaN; it must be a finite number",
            Small with { Options = new FluxOptions { TrueGuidanceScale = double.NaN } }
        },
        { StableDiffusion3, "Options.ClipSkip is 3", Small with { Options = new StableDiffusionOptions { ClipSkip = 3 } } },
        {
            StableDiffusion3, "Image.Strength is 0; it must be large enough",
            Small with { Image = new(new RgbImage(8, 8, new byte[192])) { Strength = 0 } }
        },
        {
            Flux, "FlowMatchHeunDiscreteScheduler does not support custom sigmas",
            Small with { Scheduler = Schedulers.Create("FlowMatchHeunDiscreteScheduler") }
        },
    };

    private static GenerationRequest Small => new("a red cat") { Steps = 2, Seed = 1, Width = 32, Height = 32 };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public void Generate_BadValue_NamesValueAndRule(string family, string start, GenerationRequest request)
    {
        using LatentDiffusionPipeline pipeline = Load(family);
        Assert.StartsWith(start, Assert.Throws<ArgumentException>(() => pipeline.Generate(request)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StableDiffusion3, "text_encoder_2/model.onnx")]
    [InlineData(StableDiffusion3, "text_encoder_3/model.onnx")]
    [InlineData(StableDiffusion3, "tokenizer_3/tokenizer.json", "tokenizer_3/spiece.model")]
    [InlineData(Flux, "transformer/model.onnx")]
    [InlineData(Flux, "text_encoder_2/model.onnx")]
    public void LoadAndInspection_MissingComponent_NameIt(string family, params string[] files)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        foreach (string file in files) File.Delete(model[file]);
        string folder = Path.GetDirectoryName(model[files[0]])!;
        Assert.Contains(folder, model.LoadFails().Message, StringComparison.Ordinal);
        Assert.Contains(ModelInspection.Read(model.Path).Problems, p => p.StartsWith(folder, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Flux, StableDiffusion3, "no input 'txt_ids'")]
    [InlineData(StableDiffusion3, Flux, "an input 'img_ids'")]
    public void Load_TransformerOfAnotherFamily_NamesInput(string family, string other, string fault)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        File.Copy(ReferenceFiles.Path("tiny", other, "transformer", "model.onnx"), model["transformer/model.onnx"], overwrite: true);
        string message = model.LoadFails().Message;
        Assert.StartsWith(model["transformer/model.onnx"], message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_WithoutT5_SaysThatItCanBeDoneWithout()
    {
        using ModelCopy model = ModelCopy.OfTiny(StableDiffusion3).Without("text_encoder_3", "tokenizer_3");
        ModelInspection inspection = ModelInspection.Read(model.Path);
        Assert.Equal("Stable Diffusion 3", inspection.Family);
        Assert.Empty(inspection.Problems);
        Assert.Equal(["text_encoder_3"], inspection.MissingOptional);
    }

    [Fact]
    public void Generate_NegativePromptWithoutTrueGuidance_Warns()
    {
        using LatentDiffusionPipeline pipeline = Load(Flux);
        GenerationResult plain = pipeline.Generate(Small), negative = pipeline.Generate(Small with { NegativePrompt = "dark house" });
        Assert.Empty(plain.Warnings);
        Assert.Contains("TrueGuidanceScale", Assert.Single(negative.Warnings), StringComparison.Ordinal);
        Assert.Equal(plain.Latents.ToArray(), negative.Latents.ToArray());
    }

    [Fact]
    public void Generate_OverlongPrompt_SaysWhichEncoderLeftOutWhat()
    {
        using LatentDiffusionPipeline pipeline = Load(StableDiffusion3);
        string prompt = string.Join(' ', Enumerable.Repeat("red cat", 60)) + " octopus";
        GenerationRequest request = Small with
        {
            Prompt = prompt, GuidanceScale = 1, Options = new StableDiffusion3Options { MaxSequenceLength = 512 },
        };
        IReadOnlyList<string> warnings = pipeline.Generate(request).Warnings;
        Assert.Contains("CLIP", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("octopus", warnings[0], StringComparison.Ordinal);
    }

    private static LatentDiffusionPipeline Load(string family) => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
}
