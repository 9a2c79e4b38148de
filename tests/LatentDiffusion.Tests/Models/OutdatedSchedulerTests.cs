using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Scheduler configurations that diffusers' Stable Diffusion pipelines set right as they are made: text to image turns clipping off,
/// inpainting PNDM's Runge-Kutta steps, both move the leading timesteps by 1.
/// </summary>
public sealed class OutdatedSchedulerTests
{
    private const float LatentTolerance = 1e-3f;

    [Theory]
    [InlineData("text_to_image", true)]
    [InlineData("text_to_image", null)]
    [InlineData("image_to_image", true)]
    [InlineData("inpainting", false)]
    public void Generate_OldConfiguration_EqualsDiffusers(string name, bool? clips)
    {
        TinyCase tiny = TinyCase.Of("stable_diffusion").Single(c => c.Name == name);
        using ModelCopy model = With(config => config["clip_sample"] = clips);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Assert.InRange(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span), 0, LatentTolerance);
    }

    [Fact]
    public void Generate_InpaintingWithClipping_Clips()
    {
        TinyCase tiny = TinyCase.Of("stable_diffusion").Single(c => c.Name == "inpainting");
        using ModelCopy model = With(config => config["clip_sample"] = true);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Assert.True(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span) > 0.1);
    }

    [Fact]
    public void Generate_InpaintingWithPndm_SkipsRungeKuttaSteps()
    {
        TinyCase tiny = TinyCase.Of("stable_diffusion").Single(c => c.Name == "inpainting");
        using ModelCopy model = With(config => (config["_class_name"], config["skip_prk_steps"]) = ("PNDMScheduler", false));
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Scheduler plms = Schedulers.Create("PNDMScheduler", new SchedulerOptions { SkipPrkSteps = true, StepsOffset = 1 });
        GenerationRequest request = tiny.Request();
        Assert.Equal(pipeline.Generate(request with { Scheduler = plms }).Latents.ToArray(), pipeline.Generate(request).Latents.ToArray());
    }

    /// <summary>The model with a configuration without an offset of steps, and what else is changed.</summary>
    private static ModelCopy With(Action<JsonNode> change)
    {
        ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        string file = model["scheduler/scheduler_config.json"];
        JsonObject config = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        config.Remove("steps_offset");
        config.Remove("clip_sample");
        change(config);
        if (config["clip_sample"] is null) config.Remove("clip_sample");
        File.WriteAllText(file, config.ToJsonString());
        JsonNode index = JsonNode.Parse(File.ReadAllText(model["model_index.json"]))!;
        index["scheduler"]![1] = config["_class_name"]!.DeepClone();
        File.WriteAllText(model["model_index.json"], index.ToJsonString());
        return model;
    }
}
