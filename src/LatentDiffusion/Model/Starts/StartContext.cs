using LatentDiffusion.Imaging;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>What a starting point works with.</summary>
internal sealed record StartContext(
    GenerationPlan Plan, LatentModel Model, ScheduleRun Run, NoiseBatch Noise, CancellationToken CancellationToken)
{
    /// <summary>Elements of the latents of all pictures.</summary>
    public int Length => Plan.Count * Plan.Latent.Length;

    /// <summary>Pure noise at the level where the schedule begins.</summary>
    public float[] PureNoise()
    {
        float[] latents = new float[Length];
        Noise.Fill(latents);
        System.Numerics.Tensors.TensorPrimitives.Multiply(latents, Run.InitialNoiseScale, latents);
        return latents;
    }

    /// <summary>A picture as the model's pixels: resized to the plan's size, [3, height, width] in -1 to 1.</summary>
    public float[] Pixels(RgbImage image) => PixelConversion.ToTensor(image.Resize(Plan.Width, Plan.Height));

    /// <summary>Encodes pixels.</summary>
    public LatentDistribution Encode(float[] pixels) =>
        Model.EncoderFor(Plan.Request).Encode(pixels, Plan.Latent, Plan.Warnings, CancellationToken);
}
