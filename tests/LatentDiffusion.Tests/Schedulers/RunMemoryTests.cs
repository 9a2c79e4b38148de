namespace LatentDiffusion.Tests;

/// <summary>How many vectors of the sample's length a run holds: the memory of a scheduler beside a large batch.</summary>
public sealed class RunMemoryTests
{
    private const int Short = 1 << 12, Long = 1 << 16;

    /// <summary>Of 30 steps; what is added is for steps that are rounded operation by operation.</summary>
    private static readonly Dictionary<string, int> Vectors = new()
    {
        ["DDIMScheduler"] = 0, ["DDIMInverseScheduler"] = 0, ["DDPMScheduler"] = 1, ["PNDMScheduler"] = 5, ["LCMScheduler"] = 0,
        ["TCDScheduler"] = 0, ["EulerDiscreteScheduler"] = 0, ["DPMSolverMultistepScheduler"] = 1,
        ["EulerAncestralDiscreteScheduler"] = 0, ["HeunDiscreteScheduler"] = 1, ["KDPM2DiscreteScheduler"] = 1,
        ["KDPM2AncestralDiscreteScheduler"] = 1, ["LMSDiscreteScheduler"] = 4 + 2, ["DPMSolverSDEScheduler"] = 1, ["EDMEulerScheduler"] = 0,
        ["EDMDPMSolverMultistepScheduler"] = 1, ["CMStochasticIterativeScheduler"] = 0, ["IPNDMScheduler"] = 4,
        ["FlowMatchEulerDiscreteScheduler"] = 0, ["FlowMatchHeunDiscreteScheduler"] = 1 + 2, ["FlowMatchLCMScheduler"] = 0,
        ["DPMSolverMultistepInverseScheduler"] = 1, ["DPMSolverSinglestepScheduler"] = 3, ["DEISMultistepScheduler"] = 2 + 5,
        ["UniPCMultistepScheduler"] = 3, ["SASolverScheduler"] = 4,
    };

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void ARunHoldsTheVectorsThatItsFormulaNeeds(string className)
    {
        SchedulerOptions options = Schedulers.KindOf(className).Accepts.Contains(Option.ClipSample)
            ? new() { ClipSample = false }
            : className == "CMStochasticIterativeScheduler" ? new() { ClipDenoised = false } : new();
        Assert.Equal(Vectors[className], Held(Schedulers.Create(className, options), steps: 30));
    }

    /// <summary>A limit takes one vector more, and its quantile the length of one sample.</summary>
    [Fact]
    public void ALimitTakesAVector()
    {
        Assert.Equal(1, Held(Schedulers.Ddim(new() { ClipSample = true }), steps: 30));
        Assert.Equal(2, Held(Schedulers.Ddim(new() { Thresholding = true }), steps: 30));
    }

    /// <summary>
    /// Steps whose every operation is rounded need a vector for each result on the way: two for a slope, five for a solver of the noise.
    /// </summary>
    [Fact]
    public void SteepStepsTakeVectorsForWhatIsRoundedOnTheWay()
    {
        SchedulerOptions steep = new() { BetaSchedule = BetaSchedule.SquaredCosine };
        Assert.Equal(1 + 2, Held(Schedulers.HeunDiscrete(steep), steps: 7));
        Assert.Equal(1 + 2, Held(Schedulers.Kdpm2Discrete(steep), steps: 7));
        Assert.Equal(1 + 2, Held(Schedulers.Kdpm2AncestralDiscrete(steep), steps: 7));
        Assert.Equal(4 + 2, Held(Schedulers.LmsDiscrete(), steps: 200));
        Assert.Equal(2 + 5, Held(Schedulers.DeisMultistep(steep), steps: 7));
        Assert.Equal(1 + 2, Held(Schedulers.FlowMatchHeunDiscrete(new() { Shift = 0.1 }), steps: 30));
        Assert.Equal(1, Held(Schedulers.FlowMatchHeunDiscrete(new() { Shift = 50 }), steps: 30)); // the smallest level is 0.048
    }

    private static long Held(Scheduler scheduler, int steps)
    {
        long difference = Allocated(scheduler, steps, Long) - Allocated(scheduler, steps, Short);
        return (long)Math.Round(difference / (double)((Long - Short) * sizeof(float)));
    }

    private static long Allocated(Scheduler scheduler, int steps, int length)
    {
        ScheduleRequest request = new() { Steps = steps, SampleLength = length };
        scheduler.Start(request); // whatever the first use of the code allocates
        long before = GC.GetAllocatedBytesForCurrentThread();
        scheduler.Start(request);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
