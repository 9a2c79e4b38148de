using BenchmarkDotNet.Attributes;
using LatentDiffusion;

/// <summary>Starting a run of 50 steps, which must take less than 1 ms and be linear in the number of training steps.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class StartBenchmarks
{
    private Scheduler _scheduler = null!;

    /// <summary>Training steps of the model; nearly all have 1000.</summary>
    [Params(1000, 2000, 4000, 8000)]
    public int TrainSteps { get; set; }

    /// <summary>Class of the scheduler.</summary>
    [Params("DDIMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler")]
    public string ClassName { get; set; } = "";

    /// <summary>Makes the scheduler.</summary>
    [GlobalSetup]
    public void Setup() => _scheduler = Schedulers.Create(ClassName, new SchedulerOptions { NumTrainTimesteps = TrainSteps });

    /// <summary>Starts a run.</summary>
    [Benchmark]
    public ScheduleRun Start() => _scheduler.Start(new ScheduleRequest { Steps = 50, SampleLength = 4 * 64 * 64 });
}
