using LatentDiffusion.Errors;
using LatentDiffusion.Imaging;
using LatentDiffusion.Model;
using LatentDiffusion.Numerics;
using LatentDiffusion.Requests;
using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion.Generation;

/// <summary>
/// The two passes of a <see cref="HiresFix"/>: a generation, and one from its enlarged latents, which is checked before the first begins.
/// </summary>
/// <param name="Small">The first pass.</param>
/// <param name="Large">The second pass.</param>
/// <param name="Start">Where the second pass reads what it starts from.</param>
internal sealed record HiresPasses(GenerationPlan Small, FramedPlan Large, float[] Start)
{
    /// <summary>Checks a request and makes two of it.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static HiresPasses Of(GenerationRequest request, LatentModel model)
    {
        HiresFix hires = request.Hires!;
        GenerationPlan small = Planner.Of(request, model).Plan;
        int steps = hires.Steps ?? small.Steps;
        Require(double.IsFinite(hires.Scale) && hires.Scale >= 1, nameof(hires.Scale), hires.Scale, "must be a finite number from 1");
        Require(Enum.IsDefined(hires.Upscaling), nameof(hires.Upscaling), hires.Upscaling, "must be one of the names");
        Require(steps is > 0 and <= MaxSteps, nameof(hires.Steps), steps, $"must be from 1 to {MaxSteps}");
        Require(
            hires.Strength is > 0 and <= 1 && model.Schedule.Skipped(steps, hires.Strength) < steps,
            nameof(hires.Strength), hires.Strength, $"must be above 0 to 1, and large enough for one of {steps} steps");
        model.Require(
            hires.Upscaling.OfLatents() is not null || model.Encoder is not null, "Hires.Upscaling", hires.Upscaling, "has no vae_encoder");
        model.Require(model.Start.TakesLatents, "Hires", "set", "does not draw whole pictures from noise");
        if (small.Request.Mask is not null || request.Schedule is { Start: > 0 } or { End: < 1 })
        {
            throw new ArgumentException("Hires is set; it needs a request without Inpainting, Schedule.Start and Schedule.End.", "Hires");
        }

        int width = Side("Hires.Width", hires.Width, hires.Height, small.Width, small.Height);
        int height = Side("Hires.Height", hires.Height, hires.Width, small.Height, small.Width);
        LatentShape latent = new(model.LatentChannels, height / model.Factor, width / model.Factor);
        DrawingSize.RequireCount(small.Count, latent, (width, height));
        float[] start = new float[small.Count * latent.Length];
        FramedPlan large = Planner.Of(
            request with
            {
                Image = new ImageInput { Latents = start, Strength = hires.Strength },
                Options = request.Options is PixArtOptions options ? options with { ResolutionBinning = null } : request.Options,
                Width = width,
                Height = height,
                Steps = hires.Steps ?? (request.Schedule.Points is null ? steps : null),
                Schedule = hires.Steps is null ? request.Schedule : request.Schedule with { Timesteps = null, Sigmas = null },
                GuidanceScale = request.GuidanceScale ?? model.Defaults.GuidanceScaleFor(request),
                Seed = small.Seed,
                Controls = small.Controls,
            },
            model);
        GenerationPlan second = large.Plan with { StepsBefore = model.Schedule.Evaluations(small, model) };
        return new HiresPasses(small, large with { Plan = second, Small = small }, start);

        int Side(string name, int? asked, int? other, int first, int firstOther)
        {
            int multiple = model.SizeMultiple;
            double side = other is { } given ? (double)given * first / firstOther : first * hires.Scale;
            return DrawingSize.Side(
                name, asked ?? (int)Math.Min(side / multiple, int.MaxValue / multiple) * multiple, null, 0, multiple);
        }
    }

    /// <summary>
    /// Puts the enlarged latents where the second pass reads them. Pixels are encoded, for which the second pass's own generators draw, as
    /// image to image does.
    /// </summary>
    public void Enlarge(ReadOnlySpan<float> latents, LatentModel model, NoiseBatch noise, CancellationToken cancellationToken)
    {
        HiresUpscaling upscaling = Small.Request.Hires!.Upscaling;
        if (upscaling.OfLatents() is { } interpolation)
        {
            LatentShape from = Small.Latent, to = Large.Plan.Latent;
            PlaneInterpolation.Resize(latents, from.Height, from.Width, to.Height, to.Width, interpolation, Start);
            return;
        }

        RgbImage[] pictures = model.Decoder.Decode(latents, Small.Latent, Large.Plan.Warnings, cancellationToken);
        noise.Sample(pictures.Select(Encoded), Start);

        LatentDistribution Encoded(RgbImage picture)
        {
            float[] pixels = PixelConversion.ToTensor(picture.Resize(Large.Plan.Width, Large.Plan.Height, upscaling.OfPixels()));
            return model.Encoder!.Encode(pixels, Large.Plan.Latent, Large.Plan.Warnings, cancellationToken);
        }
    }

    private static void Require(bool condition, string name, object value, string rule) =>
        ArgumentRule.Require(condition, $"Hires.{name}", value, rule);
}
