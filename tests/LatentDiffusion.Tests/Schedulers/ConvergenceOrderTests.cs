namespace LatentDiffusion.Tests;

/// <summary>
/// On Gaussian data the probability flow has a closed form. The error at the last noise level must fall with the step as the order of a
/// method claims, by 2^order where the number of steps doubles, no less and no more: a coefficient that is wrong takes the order down, and
/// an order that is higher than claimed is another method.
/// </summary>
public sealed class ConvergenceOrderTests
{
    private const double Mean = 0.4, Deviation = 0.6;

    /// <summary>
    /// How far from its claim the measured order may lie: the step is finite and early steps of multistep methods have lower orders.
    /// </summary>
    private const double Slack = 0.22;

    /// <summary>
    /// The third-order multistep formula of DPM-Solver, in the authors' code, in k-diffusion and in diffusers alike, takes half of the
    /// second derivative, which leaves it at second order.
    /// </summary>
    private const double HalvedSecondDerivative = 2;

    private static readonly SchedulerOptions Karras = new() { UseKarrasSigmas = true };

    private static readonly SchedulerOptions WholeOrder = Karras with { LowerOrderFinal = false };

    private static readonly SchedulerOptions Noise =
        WholeOrder with { AlgorithmType = AlgorithmType.DpmSolver, FinalSigmasType = FinalSigmasType.SigmaMin };

    /// <summary>
    /// Options and claimed order of every deterministic solver, and a number of steps at which single precision does not show.
    /// </summary>
    public static IEnumerable<(string ClassName, SchedulerOptions? Options, double Order, int Steps)> Claims { get; } =
    [
        ("EulerDiscreteScheduler", Karras, 1, 40),
        ("HeunDiscreteScheduler", Karras, 2, 20),
        ("KDPM2DiscreteScheduler", Karras, 2, 20),
        ("LMSDiscreteScheduler", Karras, 4, 100),
        ("DPMSolverMultistepScheduler", Karras with { SolverOrder = 1 }, 1, 40),
        ("DPMSolverMultistepScheduler", WholeOrder with { SolverOrder = 2 }, 2, 20),
        ("DPMSolverMultistepScheduler", WholeOrder with { SolverOrder = 2, SolverType = SolverType.Heun }, 2, 60),
        ("DPMSolverMultistepScheduler", WholeOrder with { SolverOrder = 3 }, HalvedSecondDerivative, 100),
        ("DPMSolverMultistepScheduler", Noise with { SolverOrder = 2 }, 2, 60),
        ("DPMSolverMultistepScheduler", Noise with { SolverOrder = 3 }, HalvedSecondDerivative, 20),
        ("DPMSolverSinglestepScheduler", WholeOrder with { SolverOrder = 2 }, 2, 60),
        ("DPMSolverSinglestepScheduler", WholeOrder with { SolverOrder = 3 }, 3, 20),
        ("DEISMultistepScheduler", WholeOrder with { SolverOrder = 2 }, 2, 20),
        // diffusers' coefficients are in single precision, and third order drowns
        ("DEISMultistepScheduler", WholeOrder with { SolverOrder = 3 }, 2, 20),
        ("UniPCMultistepScheduler", WholeOrder with { SolverOrder = 2 }, 3, 20), // the corrector adds one
        ("UniPCMultistepScheduler", WholeOrder with { SolverOrder = 2, SolverType = SolverType.Bh1 }, 3, 60),
        ("UniPCMultistepScheduler", WholeOrder with { SolverOrder = 2, PredictX0 = false }, 3, 20),
        ("UniPCMultistepScheduler", WholeOrder with { SolverOrder = 3 }, 4, 50),
        ("DDIMScheduler", new() { ClipSample = false }, 1, 50),
        ("EDMEulerScheduler", new() { SigmaMin = 0.05 }, 1, 40),
        ("EDMDPMSolverMultistepScheduler", new() { SigmaMin = 0.05, LowerOrderFinal = false }, 2, 20),
        ("FlowMatchEulerDiscreteScheduler", null, 1, 40),
        ("FlowMatchHeunDiscreteScheduler", null, 2, 20),
        ("IPNDMScheduler", null, 1, 20), // of fourth order but for its first step, which starts at no signal and cannot see the model
    ];

    /// <summary>
    /// The paper claims second order. The Runge-Kutta start and the fourth-order steps err to opposite sides, so that the error passes
    /// through zero and its order has no upper bound; it is small in absolute terms instead.
    /// </summary>
    [Fact]
    public void PseudoNumericalMethodsAreOfSecondOrderAtLeast()
    {
        double coarse = Error("PNDMScheduler", null, 20), fine = Error("PNDMScheduler", null, 40);
        Assert.InRange(coarse / fine, 4, double.PositiveInfinity);
        Assert.InRange(Error("PNDMScheduler", null, 50), 0, 2e-4);
        Assert.InRange(Error("PNDMScheduler", new() { SkipPrkSteps = true }, 50), 0, 2e-3);
    }

    public static TheoryData<string, int> Cases => [.. Claims.Select((c, i) => (c.ClassName, i))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ErrorFallsAsClaimed(string className, int claim)
    {
        var (_, options, order, steps) = Claims.ElementAt(claim);
        double coarse = Error(className, options, steps), fine = Error(className, options, 2 * steps);
        double measured = Math.Log2(coarse / fine);
        Assert.True(
            Math.Abs(measured - order) <= Slack,
            $"order {measured:F2}, not {order}: error {coarse:G3} with {steps} steps, {fine:G3} with {2 * steps}");
    }

    /// <summary>Distance from the exact solution at the last level, for a sample that starts two deviations out.</summary>
    private static double Error(string className, SchedulerOptions? options, int steps)
    {
        ScheduleRun run = Schedulers.Create(className, options).Start(new ScheduleRequest { Steps = steps, SampleLength = 1 });
        int last = run.Timesteps.Length - 1;
        var first = run.NoiseLevel(0);
        double start = first.Signal * Mean + 2 * Spread(first);
        float[] sample = [(float)start];
        ExactModel.Sample(run, sample, (_, x, level) => Denoised(x, level), last, new Random(0));
        var end = run.NoiseLevel(last);
        return Math.Abs(sample[0] - (end.Signal * Mean + 2 * Spread(end)));
    }

    /// <summary>Deviation of noised samples.</summary>
    private static double Spread((double Signal, double Noise) level) => Math.Sqrt(Square(level.Signal * Deviation) + Square(level.Noise));

    /// <summary>Mean of the data given a noised sample.</summary>
    private static double Denoised(double x, (double Signal, double Noise) level) =>
        Mean + level.Signal * Square(Deviation) / Square(Spread(level)) * (x - level.Signal * Mean);

    private static double Square(double x) => x * x;
}
