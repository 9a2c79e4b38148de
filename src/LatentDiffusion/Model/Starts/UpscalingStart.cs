using LatentDiffusion.Imaging;
using LatentDiffusion.Numerics;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// Enlarging: pure noise, and beside it the small picture itself, noised to a level of its own schedule (diffusers'
/// <c>StableDiffusionUpscalePipeline</c>). The latents have the size of the small picture, whose sides are rounded down to multiples of the
/// factor.
/// </summary>
/// <param name="lowResolution">Options of the schedule that noises the small picture.</param>
/// <param name="factor">Enlargement: pixels per latent element.</param>
internal sealed class UpscalingStart(SchedulerOptions lowResolution, int factor) : StartingPoint
{
    private readonly NoiseSchedule _schedule = NoiseSchedule.From(lowResolution);

    /// <inheritdoc/>
    public override int SideFor(int side) => (side - side % factor) * factor;

    /// <inheritdoc/>
    public override void Check(GenerationRequest request, LatentModel model)
    {
        RequirePicture(request, model, "enlarges pictures");
        RefuseMask(request, model, "enlarges whole pictures");
    }

    /// <inheritdoc/>
    public override bool TakesStrength => false;

    /// <inheritdoc/>
    public override bool UsesStrength(GenerationRequest request) => false;

    /// <inheritdoc/>
    public override StartingLatents Create(StartContext context)
    {
        GenerationPlan plan = context.Plan;
        int width = plan.Latent.Width, height = plan.Latent.Height;
        float[] small = new float[3 * width * height], channels = new float[plan.Count * small.Length];
        PixelConversion.ToTensor(plan.Request.InitImage!.Resize(width, height, ResampleFilter.Bicubic).Pixels, width * height, small);
        context.Noise.Fill(channels);
        int level = plan.Request.OptionsOf<UpscalerOptions>().NoiseLevel;
        if (level >= _schedule.Length)
            throw new ArgumentException(
                $"Options.NoiseLevel is {level}; the model's schedule for it has {_schedule.Length} levels.", "request");
        var (signal, noise) = _schedule.Level(level);
        for (int k = 0; k < plan.Count; k++)
        {
            Span<float> picture = channels.AsSpan(k * small.Length, small.Length);
            FusedLinear.Combine((float)signal, small, (float)noise, picture, picture);
        }

        return new StartingLatents(context.PureNoise(), Channels: new ImageChannels(channels, 3));
    }
}
