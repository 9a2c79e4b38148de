namespace LatentDiffusion.Tests;

/// <summary>What is done to large models to need less memory changes nothing of what they draw; here it is done to tiny ones.</summary>
public sealed class LowMemoryTests
{
    private static readonly PipelineOptions Saving = CheckpointCase.Options with { LargeBytes = 1 };

    [Theory]
    [InlineData("stable_diffusion")]
    [InlineData("stable_diffusion_2")]
    [InlineData("stable_diffusion_3")]
    [InlineData("stable_diffusion_xl")]
    [InlineData("flux_dev")]
    public void Load_Folder_GivesTheSameLatents(string model)
    {
        using LatentDiffusionPipeline plain = LatentDiffusionPipeline.Load(CheckpointCase.Path(model), CheckpointCase.Options),
            saving = LatentDiffusionPipeline.Load(CheckpointCase.Path(model), Saving);
        Assert.Equal(LoraCase.Draw(plain), LoraCase.Draw(saving));
    }

    [Theory]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    public void Load_HalfPrecision_GivesTheSameLatents(string type)
    {
        string file = CheckpointCase.Path($"stable_diffusion.{type}.safetensors"), config = CheckpointCase.Path("stable_diffusion");
        Assert.Equal(
            CheckpointCase.Latents(file, CheckpointCase.Options with { Config = config }),
            CheckpointCase.Latents(file, Saving with { Config = config }));
    }

    [Fact]
    public void Load_Export_GivesTheSameLatents() => Assert.Equal(
        CheckpointCase.Latents(ReferenceFiles.Path("tiny", "stable_diffusion")),
        CheckpointCase.Latents(ReferenceFiles.Path("tiny", "stable_diffusion"), Saving));

    [Fact]
    public void LoadLora_OnHalfPrecision_GivesTheSameLatents()
    {
        string file = CheckpointCase.Path("stable_diffusion.float16.safetensors"), config = CheckpointCase.Path("stable_diffusion");
        string adapter = LoraCase.Adapter(LoraCase.All.First(c => c.Model == "stable_diffusion").Adapters[0].Name);
        Assert.Equal(Adapted(CheckpointCase.Options), Adapted(Saving));

        float[] Adapted(PipelineOptions options)
        {
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(file, options with { Config = config, Threads = 1 });
            pipeline.LoadLora(adapter);
            return LoraCase.Draw(pipeline);
        }
    }

    /// <summary>The memory of runs and the pages of weights are given back after the first, and taken again.</summary>
    [Fact]
    public void Generate_Again_GivesTheSameLatents()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), Saving);
        float[] first = pipeline.Generate(CheckpointCase.Request).Latents.ToArray();
        Assert.Equal(first, pipeline.Generate(CheckpointCase.Request).Latents);
    }

    /// <summary>
    /// Two models share the file of a prepared graph. Where one had mapped it, other memory may lie when it is gone, which must be left
    /// alone.
    /// </summary>
    [Fact]
    public void Generate_FromTheCacheOfAnotherModelThatIsGone_GivesTheSameLatents()
    {
        using CacheCase model = new();
        byte[] fresh = model.DrawFresh();
        model.Draw();
        PipelineOptions options = model.Options with { LargeBytes = 1 };
        using LatentDiffusionPipeline stays = LatentDiffusionPipeline.Load(model.Model.Path, options);
        using (LatentDiffusionPipeline goes = LatentDiffusionPipeline.Load(model.Model.Path, options)) Assert.Equal(fresh, Draw(goes));
        byte[][] kept = [.. Enumerable.Range(0, 64).Select(i => Enumerable.Repeat((byte)(i + 1), 1 << 20).ToArray())];
        for (int i = 0; i < 3; i++) Assert.Equal(fresh, Draw(stays));
        Assert.All(kept.Index(), block => Assert.DoesNotContain((byte)0, block.Item));

        static byte[] Draw(LatentDiffusionPipeline pipeline) =>
            pipeline.Generate(new GenerationRequest("a red apple") { Steps = 2, Seed = 1 }).Images[0].Pixels.ToArray();
    }
}
