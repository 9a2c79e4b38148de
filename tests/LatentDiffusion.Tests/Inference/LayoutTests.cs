using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>
/// Exports of the last years differ in element types, in the shape of the timestep and in names. The toy graphs of References/layouts
/// compute the same in every sound layout, so their pictures must agree.
/// </summary>
public sealed class LayoutTests
{
    private static readonly RgbImage Init = new(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i * 7 % 251))]);

    [Theory]
    [InlineData("timestep_scalar_float", 0)]
    [InlineData("timestep_scalar_int", 0)]
    [InlineData("timestep_batch_float", 0)]
    [InlineData("timestep_batch_half", 1)]
    [InlineData("timestep_double", 0)]
    [InlineData("ids_int32", 0)]
    [InlineData("float16", 2)]
    [InlineData("bfloat16", 8)]
    [InlineData("old_names", 0)]
    public void Generate_AnyLayout_GivesTheSamePicture(string variant, int tolerance)
    {
        byte[] expected = Draw("base"), actual = Draw(variant);
        Assert.True(expected.Distinct().Count() > 50);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, tolerance);
    }

    [Fact]
    public void Generate_FromAPictureInFloat16_GivesTheSamePicture() =>
        Assert.InRange(Draw("base", Init).Zip(Draw("float16", Init), (e, a) => Math.Abs(e - a)).Max(), 0, 2);

    [Fact]
    public void Generate_EncoderThatDrawsInTheGraph_TakesNoDrawFromTheGenerator()
    {
        // The first draw is then the noise, which in the base layout is the second: nearly all pixels differ, the picture is as sound.
        byte[] inGraph = Draw("old_names", Init);
        Assert.True(inGraph.Distinct().Count() > 50);
        Assert.InRange(Draw("base", Init).Zip(inGraph, (e, a) => e == a ? 1 : 0).Average(), 0, 0.5);
        Assert.Equal(inGraph, Draw("old_names", Init));
    }

    [Fact]
    public void Load_InputThatNobodyFills_IsNamed()
    {
        using TemporaryFolder folder = Assemble("fault_extra_input");
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(folder.Path));
        Assert.Contains("'text_embeds'", e.Message, StringComparison.Ordinal);
        Assert.Contains(folder["unet"], e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 3)] // of timesteps 999, 749, 499, 249 the third is the first below 500
    [InlineData(0.8, 2)] // of which the last three are run
    public void Generate_NotANumberFromTheDenoiser_NamesGraphAndStep(double? strength, int step)
    {
        NumericalException e = Assert.Throws<NumericalException>(() => Draw("fault_nan_unet", latentStrength: strength));
        Assert.Equal("unet", e.Graph);
        Assert.Equal(step, e.Step);
    }

    [Fact]
    public void Generate_NotANumberFromTheDecoder_NamesGraph()
    {
        NumericalException e = Assert.Throws<NumericalException>(() => Draw("fault_nan_vae"));
        Assert.Equal("vae_decoder", e.Graph);
        Assert.Null(e.Step);
    }

    private static byte[] Draw(string variant, RgbImage? init = null, double? latentStrength = null)
    {
        using TemporaryFolder folder = Assemble(variant);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(folder.Path);
        GenerationRequest request = new("a red apple")
        {
            Steps = 4,
            Seed = 3,
            GuidanceScale = 2,
            Image = init is null ? null : new(init),
            NoiseSource = NoiseSource.TorchCpu,
        };
        if (latentStrength is { } strength)
        {
            ReadOnlyMemory<float> latents = pipeline.Generate(request with { Schedule = new() { End = 0.25 } }).Latents;
            request = request with { Image = new() { Latents = latents, Strength = strength } };
        }

        return pipeline.Generate(request).Images[0].Pixels.ToArray();
    }

    /// <summary>The toy graphs, with tokenizer and scheduler of the default model.</summary>
    private static TemporaryFolder Assemble(string variant)
    {
        TemporaryFolder folder = new();
        Folders.Copy(Path.Combine(AppContext.BaseDirectory, "References", "layouts", variant), folder.Path);
        foreach (string part in new[] { "tokenizer", "scheduler" }) Folders.Copy(Path.Combine(EmojiModel.Directory, part), folder[part]);
        return folder;
    }
}
