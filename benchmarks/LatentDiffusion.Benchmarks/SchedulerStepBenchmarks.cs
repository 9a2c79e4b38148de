using BenchmarkDotNet.Attributes;
using LatentDiffusion;
using LatentDiffusion.Comparison;

/// <summary>
/// One step of every scheduler, beside the floor that memory sets (<see cref="FloorBenchmarks"/>). An iteration is a whole run of 40
/// points, made beforehand, so the time of starting it is not counted; memory allocated while stepping must be 0.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
[MinIterationCount(20)]
[MaxIterationCount(60)]
public class SchedulerStepBenchmarks
{
    /// <summary>Points that are stepped in an iteration.</summary>
    public const int Points = 40;

    private float[] _sample = [], _output = [], _noise = [];
    private Scheduler _scheduler = null!;
    private ScheduleRun _run = null!;

    /// <summary>Latents 1x4x64x64, 1x4x128x128 and 8x16x128x128.</summary>
    [Params(4 * 64 * 64, 4 * 128 * 128, 8 * 16 * 128 * 128)]
    public int Length { get; set; }

    /// <summary>Class of the scheduler.</summary>
    [ParamsSource(nameof(ClassNames))]
    public string ClassName { get; set; } = "";

    /// <summary>All schedulers.</summary>
    public static IEnumerable<string> ClassNames => Schedulers.ClassNames;

    /// <summary>Fills the vectors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _scheduler = StepInputs.Create(ClassName);
        (_sample, _output, _noise) = (StepInputs.Normal(Length, 1), StepInputs.Normal(Length, 2), StepInputs.Normal(Length, 3));
    }

    /// <summary>Starts a run.</summary>
    [IterationSetup]
    public void Start() => _run = _scheduler.Start(new ScheduleRequest { Steps = Points, SampleLength = Length, Mu = 1 });

    /// <summary>Steps it.</summary>
    [Benchmark(OperationsPerInvoke = Points)]
    public void Step()
    {
        for (int i = 0; i < Points; i++) _run.Step(_output, _noise, _sample);
    }
}
