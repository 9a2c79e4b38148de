namespace LatentDiffusion.Tests;

/// <summary>What the comparison with diffusers does not show of ControlNets: when they rest, what is refused, what a step costs.</summary>
public sealed class ControlNetTests : IDisposable
{
    private static readonly RgbImage Black = new(64, 64, new byte[3 * 64 * 64]);
    private static readonly RgbImage White = new(64, 64, Enumerable.Repeat((byte)255, 3 * 64 * 64).ToArray());

    private readonly ModelCopy _model = ModelCopy.OfTiny("controlnet");

    [Fact]
    public void Generate_WithoutControls_EqualsNetsAtScaleZero()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        float[] without = Latents(pipeline), resting = Latents(pipeline, new(White) { Scale = 0 }, new(Black) { Scale = 0 });
        Assert.Equal(without, resting);
        Assert.NotEqual(without, Latents(pipeline, new(White), new(Black) { Scale = 0 }));
        Assert.NotEqual(without, Latents(pipeline, new(White) { Scale = 0 }, new(Black)));
    }

    [Fact]
    public void Generate_UNetWithInputsForNetsThatAreNotThere_LeavesThemZero()
    {
        float[] resting;
        using (LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path))
            resting = Latents(pipeline, new(White) { Scale = 0 }, new(Black) { Scale = 0 });
        foreach (string net in Directory.GetDirectories(_model.Path, "controlnet*")) Directory.Delete(net, recursive: true);
        string index = _model["model_index.json"];
        string named = File.ReadAllText(index).Replace("ControlNetPipeline", "Pipeline", StringComparison.Ordinal);
        File.WriteAllText(index, named);
        using LatentDiffusionPipeline without = LatentDiffusionPipeline.Load(_model.Path);
        Assert.Equal(resting, Latents(without));
    }

    [Theory]
    [InlineData("controlnet_2000000000")]
    [InlineData("controlnet_7")]
    public void Load_NetsWithAGap_NamesTheOneThatIsMissing(string net)
    {
        Directory.Move(_model["controlnet_1"], _model[net]);
        Assert.Contains(_model["controlnet_1/model.onnx"], _model.LoadFails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_OtherPictureOfEitherNet_ChangesResult()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        float[] first = Latents(pipeline, new(White), new(White));
        Assert.NotEqual(first, Latents(pipeline, new(Black), new(White)));
        Assert.NotEqual(first, Latents(pipeline, new(White), new(Black)));
    }

    [Fact]
    public void Generate_FirstNetEndsEarly_LeavesNothingBehind()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        ControlImage early = new(White) { End = 0.25 }, never = new(White) { Start = 0.25, End = 0.3 };
        Assert.NotEqual(Latents(pipeline, early, never), Latents(pipeline));
        Assert.Equal(Latents(pipeline, never, never), Latents(pipeline)); // no step lies in the range as a whole
    }

    [Fact]
    public void Generate_WithoutSize_TakesThatOfTheFirstPicture()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        ControlImage wide = new(new RgbImage(90, 41, new byte[3 * 90 * 41]));
        GeneratedImage image = pipeline.Generate(new GenerationRequest("a") { Steps = 1, Controls = [wide, new(White)] }).Images[0];
        Assert.Equal((88, 40), (image.Width, image.Height));
    }

    [Fact]
    public void Generate_BadControls_AreRefused()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        Refuses("Controls.Count is 1; it must be 0 or 2, one for each ControlNet of the model.", new ControlImage(White));
        Refuses("Controls[1].Scale is NaN; it must be a finite number.", new(White), new(White) { Scale = double.NaN });
        Refuses("Controls[0].Start is -0.1; it must be from 0 to below 1.", new(White) { Start = -0.1 }, new(White));
        Refuses("Controls[0].End is 0.5; it must be above Start, up to 1.", new(White) { Start = 0.5, End = 0.5 }, new(White));
        Refuses("Controls[0].Image is null; it must be a picture.", new(null!), new(White));
        Refuses("Controls[1] is null; it must be a control image.", new ControlImage(White), null!);

        void Refuses(string message, params ControlImage[] controls)
        {
            ArgumentException e = Assert.Throws<ArgumentException>(() => Latents(pipeline, controls));
            Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("controlnet")]
    [InlineData("controlnet_1")]
    public void Load_NetWithoutGraph_NamesIt(string net)
    {
        string file = _model[$"{net}/model.onnx"];
        File.Delete(file);
        Assert.Contains(file, _model.LoadFails().Message, StringComparison.Ordinal);
        Assert.Contains(ModelInspection.Read(_model.Path).Problems, problem => problem.StartsWith(file, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_UNetWithoutInputsForResiduals_NamesTheFirst()
    {
        File.Copy(ReferenceFiles.Path("tiny", "stable_diffusion", "unet", "model.onnx"), _model["unet/model.onnx"], overwrite: true);
        string message = _model.LoadFails().Message;
        Assert.Contains(_model["unet/model.onnx"], message, StringComparison.Ordinal);
        Assert.Contains("'down_block_additional_residual_0'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_SteadyState_AllocatesNothingPerStep()
    {
        const int SecondBegins = 11, BoundOnce = 256; // there the inputs of the second net are bound
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        AllocationMeter meter = new(steps: 24);
        GenerationRequest request = new("a cat") { Steps = 24, Seed = 1, Controls = [new(White), new(Black) { Start = 0.5 }] };

        // One round of some without any: the first compiles, and the runtime may do so again in others.
        long[][] rounds = [.. Enumerable.Range(0, 5).Select(_ =>
        {
            pipeline.Generate(request, meter);
            return meter.BetweenSteps().ToArray();
        })];
        Assert.Contains(rounds, round => round.Index().All(step => step.Item <= (step.Index == SecondBegins ? BoundOnce : 0)));
    }

    public void Dispose() => _model.Dispose();

    private static float[] Latents(LatentDiffusionPipeline pipeline, params ControlImage[] controls)
    {
        GenerationRequest request = new("a cat") { Steps = 4, Seed = 1, Width = 64, Height = 64, Controls = controls };
        return pipeline.Generate(request).Latents.ToArray();
    }
}
