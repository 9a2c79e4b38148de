namespace LatentDiffusion.Tests;

/// <summary>Graph calls on hardware that copies inputs when they are bound: what a run sees is what the inputs hold then.</summary>
public sealed class GraphBindingTests(LoadedPipelines pipelines) : IClassFixture<LoadedPipelines>
{
    private const float LatentTolerance = 1e-3f;

    public static TheoryData<string, string> Cases => [.. TinyCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_WhereBindingCopies_EqualsDiffusers(string family, string name)
    {
        TinyCase tiny = TinyCase.Of(family).Single(c => c.Name == name);
        LatentDiffusionPipeline pipeline = pipelines.Get(tiny.Model, () => tiny.Load(Recording([])));
        Assert.InRange(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span), 0, LatentTolerance);
    }

    [Fact]
    public void Generate_WhereBindingCopies_BindsWhatStaysOnce()
    {
        List<string> log = [];
        string folder = ReferenceFiles.Path("tiny", "stable_diffusion");
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(folder, Recording(log));
        pipeline.Generate(new GenerationRequest("a cat") { Steps = 3, Seed = 1, Width = 64, Height = 64 });
        Assert.Equal(3, log.Count(entry => entry == "bind sample"));
        Assert.Equal(3, log.Count(entry => entry == "bind timestep"));
        Assert.Equal(1, log.Count(entry => entry == "bind encoder_hidden_states"));
    }

    [Fact]
    public void Generate_OneControlNet_LeavesWhatItGivesInTheMemoryOfTheHardware()
    {
        List<string> log = [];
        TinyCase tiny = TinyCase.Of("controlnet_xl").First(c => c.Request().Controls.Count == 1);
        using LatentDiffusionPipeline pipeline = tiny.Load(Recording(log));
        pipeline.Generate(tiny.Request());
        Assert.Single(log, "remote mid_block_additional_residual");
        Assert.DoesNotContain(
            "bind mid_block_additional_residual", log.SkipWhile(entry => !entry.StartsWith("remote", StringComparison.Ordinal)));
        Assert.Equal(1, log.Count(entry => entry == "bind controlnet_cond"));
    }

    private static PipelineOptions Recording(List<string> log) => new() { Bind = session => new RecordingBinding(session, log) };
}
