namespace LatentDiffusion.Tests;

/// <summary>All memory of a run is allocated before its first step.</summary>
public sealed class StepAllocationTests
{
    private const int Steps = 20;

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void AStepAllocatesNothing(string className)
    {
        Assert.NotEqual(0, AllocatedBytes(() => new byte[1].CopyTo(new byte[1], 0))); // the counter counts
        var request = new ScheduleRequest { Steps = Steps, SampleLength = 64, BatchSize = 2 };
        float[] output = new float[128], noise = new float[128], sample = new float[128], preview = new float[128];
        Run(Schedulers.Create(className).Start(request)); // whatever the first use of the code allocates
        ScheduleRun run = Schedulers.Create(className).Start(request);
        Assert.Equal(0, AllocatedBytes(() => Run(run)));

        void Run(ScheduleRun run)
        {
            for (int i = 0; i < run.Timesteps.Length; i++)
            {
                run.Denoise(output, sample, preview);
                run.Step(output, noise, sample);
            }
        }
    }

    private static long AllocatedBytes(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
