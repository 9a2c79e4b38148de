namespace LatentDiffusion.Tests;

/// <summary>Names as users of other tools write them, and what they stand for.</summary>
public sealed class SchedulerNamesTests
{
    [Theory]
    [InlineData("euler a", "EulerAncestralDiscreteScheduler")]
    [InlineData("Euler a", "EulerAncestralDiscreteScheduler")]
    [InlineData("euler_ancestral", "EulerAncestralDiscreteScheduler")]
    [InlineData("DPM2 a Karras", "KDPM2AncestralDiscreteScheduler")]
    [InlineData("dpmpp_2m_sde_karras", "DPMSolverMultistepScheduler")]
    [InlineData("DPM++ 2M SDE Karras", "DPMSolverMultistepScheduler")]
    [InlineData("dpmpp_2m_k", "DPMSolverMultistepScheduler")]
    [InlineData("dpm++-sde", "DPMSolverSDEScheduler")]
    [InlineData("uni_pc", "UniPCMultistepScheduler")]
    [InlineData("PLMS", "PNDMScheduler")]
    [InlineData("sa_solver", "SASolverScheduler")]
    [InlineData("LCM", "LCMScheduler")]
    [InlineData("ddim trailing", "DDIMScheduler")]
    [InlineData("EulerDiscreteScheduler", "EulerDiscreteScheduler")]
    [InlineData("eulerdiscrete", "EulerDiscreteScheduler")]
    [InlineData("DPMSolverMultistep", "DPMSolverMultistepScheduler")]
    public void FindsAnySpelling(string name, string className) => Assert.Equal(className, Schedulers.FromName(name).ClassName);

    [Fact]
    public void EveryNameMakesWhatItSays() => Assert.All(Schedulers.Names, name =>
        Assert.Equal(Schedulers.Create(name.ClassName, name.Options), Schedulers.FromName(name.Name.ToUpperInvariant().Replace(' ', '_'))));

    [Fact]
    public void EveryClassHasAShortName() => Assert.Empty(Schedulers.ClassNames.Except(Schedulers.Names.Select(n => n.ClassName)));

    [Theory]
    [InlineData("dpm++ 2s a", "'dpm++ 2s'")]
    [InlineData("eular", "'euler'")]
    [InlineData("dpm++ 2m karas", "'dpm++ 2m karras'")]
    public void AnUnknownNameIsAnsweredWithNearOnes(string name, string near)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Schedulers.FromName(name));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(near, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOptionThatIsNoText_IsRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Schedulers.FromName(@"euler:timestep_spacing=""\ud800"""));
        Assert.Contains("surrogate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsGoBeforeThoseOfTheName() => Assert.Equal(
        Schedulers.DpmSolverMultistep(new() { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 3, UseKarrasSigmas = true }),
        Schedulers.FromName("dpm++ 2m karras", new() { SolverOrder = 3 }));
}
