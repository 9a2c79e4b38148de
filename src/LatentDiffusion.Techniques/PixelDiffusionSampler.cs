using System.Numerics.Tensors;

namespace LatentDiffusion.Techniques;

/// <summary>
/// Diffusion on pixels (Ho et al. 2020, https://arxiv.org/abs/2006.11239): the loop of latent diffusion without an autoencoder, by the
/// scheduler in the folder.
/// </summary>
public sealed class PixelDiffusionSampler : ImageSampler
{
    private const string Unet = "unet", Sample = "sample", Timestep = "timestep", Output = "out_sample";

    private readonly OnnxGraph _unet;
    private readonly Scheduler _scheduler;
    private readonly SchedulerOptions _model;

    /// <summary>Loads graph and scheduler.</summary>
    internal PixelDiffusionSampler(SamplerFolder folder)
        : base(folder)
    {
        Steps = folder.Whole("steps", 1, 1000);
        (_scheduler, _model) = folder.Scheduler();
        ModelConfig config = folder.Component(Unet);
        int[] sizes = config.Sizes("sample_size");
        folder.RequireSize(config.Path, sizes[^1], sizes[0]);
        long[] shape = [1, 3, Size, Size];
        _unet = folder.Graph(Unet, [(Sample, shape), (Timestep, [1])], [(Output, shape)]);
    }

    /// <summary>Steps of a picture.</summary>
    public int Steps { get; }

    /// <summary>Draws a picture anew from a noised version of itself.</summary>
    /// <param name="image">A picture of <see cref="ImageSampler.Size"/>.</param>
    /// <param name="strength">The part of the steps that are run, above 0 and up to 1, where little is left of the picture.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <exception cref="ArgumentException">The picture has another size, or the strength is out of range or leaves no step.</exception>
    public RgbImage Vary(RgbImage image, double strength, long seed, CancellationToken cancellationToken = default)
    {
        RequireSize(image, nameof(image));
        int steps = strength is > 0 and <= 1 ? (int)(Steps * strength) : 0;
        if (steps < 1)
            throw new ArgumentOutOfRangeException(nameof(strength), strength, $"It must be at most 1 and leave one of {Steps} steps.");
        float[] sample = PixelConversion.ToTensor(image), noise = new float[sample.Length];
        NoiseGenerator[] generators = Tensors.Generators(1, seed);
        Tensors.Fill(generators, noise);
        ScheduleRun run = Start(1);
        run.StartAt(run.Timesteps.Length - steps * run.EvaluationsPerStep);
        run.AddNoise(run.Begin, sample, noise, sample);
        return Denoise(run, sample, generators, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public override void Dispose() => _unet.Dispose();

    /// <inheritdoc/>
    private protected override IReadOnlyList<RgbImage> DrawPart(int count, long seed, CancellationToken cancellationToken)
    {
        ScheduleRun run = Start(count);
        float[] sample = new float[count * 3 * Size * Size];
        NoiseGenerator[] generators = Tensors.Generators(count, seed);
        Tensors.Fill(generators, sample);
        TensorPrimitives.Multiply(sample, run.InitialNoiseScale, sample);
        return Denoise(run, sample, generators, cancellationToken);
    }

    private ScheduleRun Start(int count) => _scheduler.Start(
        new ScheduleRequest { Steps = Steps, SampleLength = 3 * Size * Size, BatchSize = count, Model = _model });

    private RgbImage[] Denoise(ScheduleRun run, float[] sample, NoiseGenerator[] generators, CancellationToken cancellationToken)
    {
        long[] shape = [generators.Length, 3, Size, Size];
        float[] noise = new float[sample.Length];
        using GraphCall call = _unet.Call(cancellationToken);
        TensorBuffer input = call.Input(Sample, shape), time = call.Input(Timestep, 1), output = call.Output(Output, shape);
        for (int i = run.Begin; i < run.Timesteps.Length; i++)
        {
            TensorPrimitives.Multiply(sample, run.InputScale(i), input.Write());
            time.Write()[0] = run.Timesteps[i];
            call.Run(i);
            if (run.NeedsNoise(i)) Tensors.Fill(generators, noise);
            run.Step(output.Values, noise, sample);
        }

        return Tensors.ToImages(sample, Size);
    }
}
