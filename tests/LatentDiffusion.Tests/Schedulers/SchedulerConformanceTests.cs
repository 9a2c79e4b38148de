using System.Numerics.Tensors;

namespace LatentDiffusion.Tests;

/// <summary>
/// Every scheduler of the catalogue against trajectories that diffusers wrote (<c>latent-diffusion-references OUT schedulers</c>).
/// </summary>
public sealed class SchedulerConformanceTests
{
    private const double SigmaTolerance = 1e-6;
    private const double SampleTolerance = 2e-5;

    /// <summary>Schedules that diffusers computes with scipy: LMS, beta sigmas, DPM-Solver SDE.</summary>
    private const string ScipyFile = "scipy_schedulers";

    /// <summary>
    /// The runs of <see cref="SchedulerReference.IllConditionedRuns"/>, on a processor where torch rounds correctly, as is done here.
    /// </summary>
    private const string RoundedFile = "rounded_schedulers";

    /// <summary>Runs at the edges of rules.</summary>
    private const string BoundaryFile = "boundary_schedulers";

    private static readonly string[] Others = [ScipyFile, RoundedFile, BoundaryFile];

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in Schedulers.ClassNames.Concat(Others).Where(HasReferences))
                foreach (string id in SchedulerReference.Load(file).Keys) data.Add(file, id);

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void EveryClassHasReferences(string className) =>
        Assert.True(HasReferences(className), $"{className} has no reference file: 'latent-diffusion-references OUT schedulers'.");

    [Fact]
    public void EveryReferenceHasAClass()
    {
        string[] files = Directory.GetFiles(ReferenceFiles.Path("schedulers"), "*.safetensors");
        Assert.Empty(files.Select(f => Path.GetFileNameWithoutExtension(f)).Except([.. Schedulers.ClassNames, .. Others]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithDiffusers(string file, string id)
    {
        SchedulerReference reference = SchedulerReference.Load(file)[id];
        ScheduleRun run = Schedulers.FromConfig(reference.Config).Scheduler.Start(reference.Request());
        CheckSchedule(reference, run);
        CheckTrajectory(reference, run, SchedulerReference.IllConditionedRuns.GetValueOrDefault((file, id))?.Factor ?? 1);
    }

    /// <summary>
    /// Where a bound is loosened, diffusers' own samples on two processors are about as far apart; and where torch rounds correctly, the
    /// common bound holds.
    /// </summary>
    [Fact]
    public void EveryLooserBoundHasItsReasonAndAStricterTwin() => Assert.All(SchedulerReference.IllConditionedRuns.Values, run =>
    {
        Assert.InRange(run.Factor, 1, 3 * run.BetweenProcessors);
        Assert.NotEmpty(run.Reason);
        Assert.Contains($"{run.File}-{run.Id}", SchedulerReference.Load(RoundedFile).Keys);
    });

    private static bool HasReferences(string file) => File.Exists(ReferenceFiles.Path("schedulers", file + ".json"));

    private static void CheckSchedule(SchedulerReference reference, ScheduleRun run)
    {
        Assert.True(
            TimestepsAgree(reference, run.Timesteps),
            $"{reference}: timesteps are\n{Join(run.Timesteps)}\nnot\n{Join(reference.Timesteps)}");
        if (reference.Sigmas is { } sigmas)
        {
            Assert.True(sigmas.Length == run.Sigmas.Length, $"{reference}: {run.Sigmas.Length} sigmas, not {sigmas.Length}");
            for (int i = 0; i < sigmas.Length; i++)
            {
                double difference = Math.Abs((double)run.Sigmas[i] - sigmas[i]);
                Assert.True(
                    difference <= SigmaTolerance * Math.Abs(sigmas[i]),
                    $"{reference}: sigma {i} is {run.Sigmas[i]}, not {sigmas[i]}");
            }
        }

        Assert.True(
            Math.Abs(run.InitialNoiseScale - reference.InitialNoiseScale) <= SigmaTolerance * reference.InitialNoiseScale,
            $"{reference}: initial noise scale is {run.InitialNoiseScale}, not {reference.InitialNoiseScale}");
        int[] noiseAt = [.. Enumerable.Range(reference.Begin, run.Timesteps.Length - reference.Begin).Where(run.NeedsNoise)];
        Assert.True(
            noiseAt.SequenceEqual(reference.NoiseAt),
            $"{reference}: noise at [{string.Join(' ', noiseAt)}], not [{string.Join(' ', reference.NoiseAt)}]");
    }

    private static bool TimestepsAgree(SchedulerReference reference, ReadOnlySpan<float> actual)
    {
        float[] expected = reference.Timesteps;
        double tolerance = reference.TimestepTolerance * LargestMagnitude(expected);
        return actual.Length == expected.Length
            && actual.ToArray().Zip(expected).All(pair => Math.Abs((double)pair.First - pair.Second) <= tolerance);
    }

    private static void CheckTrajectory(SchedulerReference reference, ScheduleRun run, double factor)
    {
        float[] sample = reference.Tensor("init").ToArray();
        double largest = Math.Max(LargestMagnitude(sample), LargestMagnitude(reference.Tensor("next")));
        double tolerance = factor * SampleTolerance * largest;
        if (reference.Begin > 0)
        {
            run.StartAt(reference.Begin);
            run.AddNoise(reference.Begin, reference.Tensor("original"), reference.Tensor("start_noise"), sample);
            CheckClose(sample, reference.Tensor("init"), tolerance, $"{reference}: noised sample");
        }

        int draws = 0;
        for (int index = reference.Begin; index < run.Timesteps.Length; index++)
        {
            int step = index - reference.Begin;
            CheckInputScale(reference, run, index, sample, tolerance);
            ReadOnlySpan<float> noise = run.NeedsNoise(index) ? reference.Tensor("noise", draws++) : [];
            run.Step(reference.Tensor("output", step), noise, sample);
            CheckClose(
                sample,
                reference.Tensor("next", step),
                tolerance,
                $"{reference}: sample after point {index} of {run.Timesteps.Length}");
        }

        Assert.Equal(run.Timesteps.Length, run.Position);
    }

    private static void CheckInputScale(
        SchedulerReference reference, ScheduleRun run, int index, ReadOnlySpan<float> sample, double tolerance)
    {
        float scale = run.InputScale(index);
        if (!reference.ScalesInput)
        {
            Assert.True(scale == 1, $"{reference}: input scale at point {index} is {scale}, not 1");
            return;
        }

        float[] input = new float[sample.Length];
        TensorPrimitives.Multiply(sample, scale, input);
        ReadOnlySpan<float> expected = reference.Tensor("input", index - reference.Begin);
        double inputTolerance = Math.Max(tolerance * scale, SampleTolerance * LargestMagnitude(expected));
        CheckClose(input, expected, inputTolerance, $"{reference}: model input at point {index}");
    }

    private static void CheckClose(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, double tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(
                difference <= tolerance,
                $"{what}: element {i} is {actual[i]}, not {expected[i]} ({difference / tolerance:G2} of the tolerance)");
        }
    }

    private static double LargestMagnitude(ReadOnlySpan<float> values) => Math.Abs(TensorPrimitives.MaxMagnitude(values));

    private static string Join(ReadOnlySpan<float> values) => string.Join(' ', values.ToArray());
}
