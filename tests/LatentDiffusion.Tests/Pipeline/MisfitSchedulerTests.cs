namespace LatentDiffusion.Tests;

/// <summary>Schedulers of another kind of model than the one that is drawn with, which diffusers takes or fails on without a reason.</summary>
public sealed class MisfitSchedulerTests
{
    private static readonly SchedulerOptions Flow = new() { PredictionType = PredictionType.FlowPrediction, UseFlowSigmas = true };

    [Theory]
    [InlineData("stable_diffusion_3", "EulerDiscreteScheduler", "EulerDiscreteScheduler is not told of flow matching")]
    [InlineData("sana", "DPMSolverMultistepScheduler", "DPMSolverMultistepScheduler is not told of flow matching")]
    [InlineData("stable_diffusion", "FlowMatchEulerDiscreteScheduler", "FlowMatchEulerDiscreteScheduler is for models of flow matching")]
    public void Generate_SchedulerForOtherModels_IsToldOf(string family, string scheduler, string start) =>
        Assert.Contains(Warnings(family, Schedulers.Create(scheduler)), w => w.StartsWith(start, StringComparison.Ordinal));

    [Fact]
    public void Generate_SchedulerForSuchModels_IsNot()
    {
        Assert.Empty(Warnings("stable_diffusion_3", Schedulers.Create("DPMSolverMultistepScheduler", Flow)));
        Assert.Empty(Warnings("stable_diffusion_3", Schedulers.Create("FlowMatchHeunDiscreteScheduler")));
        Assert.Empty(Warnings("stable_diffusion", Schedulers.Create("EulerDiscreteScheduler")));
        Assert.Empty(Warnings("sana", null));
    }

    private static IReadOnlyList<string> Warnings(string family, Scheduler? scheduler)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
        GenerationRequest request = new("a cat") { Steps = 2, Seed = 1, Width = 32, Height = 32, Scheduler = scheduler };
        return pipeline.Generate(request).Warnings;
    }
}
