using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>
/// Where a generation begins: pure noise, or the latents of a picture noised to the point where the run starts. Draws from the generators in
/// diffusers' order, since later noise depends on it.
/// </summary>
internal sealed class StartingLatents
{
    private StartingLatents(float[] values, LatentMask? mask) => (Values, Mask) = (values, mask);

    /// <summary>The samples of all pictures.</summary>
    public float[] Values { get; }

    /// <summary>The mask of an inpainting, else null.</summary>
    public LatentMask? Mask { get; }

    /// <summary>Makes them.</summary>
    public static StartingLatents Create(GenerationPlan plan, LatentModel model, ScheduleRun run, NoiseBatch noise, CancellationToken cancellationToken)
    {
        float[] latents = new float[plan.Count * plan.Latent.Length];
        if (plan.Request.InitImage is not { } init)
        {
            noise.Fill(latents);
            Scale(latents, run.InitialNoiseScale);
            return new StartingLatents(latents, null);
        }

        float[] pixels = new float[3 * plan.Width * plan.Height];
        PixelConversion.ToTensor(init.Resize(plan.Width, plan.Height).Pixels, plan.Width * plan.Height, pixels);
        float[] original = new float[latents.Length], z = new float[latents.Length];
        noise.Sample(model.Encoder!.Encode(pixels, plan, cancellationToken), original);
        noise.Fill(z);
        if (plan.Request.Mask is not { } maskImage)
        {
            run.AddNoise(run.Begin, original, z, latents);
            return new StartingLatents(latents, null);
        }

        if (plan.Strength == 1)
        {
            z.CopyTo(latents, 0);
            Scale(latents, run.InitialNoiseScale);
        }
        else
        {
            run.AddNoise(run.Begin, original, z, latents);
        }

        // diffusers encodes the masked picture here, for models with inputs for it; for others only the draw counts.
        if (!model.Encoder.DrawsInGraph) noise.Fill(new float[latents.Length]);
        return new StartingLatents(latents, new LatentMask(MaskAtLatentSize(maskImage, plan), original, z));
    }

    private static void Scale(Span<float> latents, float scale) => TensorPrimitives.Multiply(latents, scale, latents);

    /// <summary>
    /// As diffusers: resized to the picture, made grey, cut at one half, then the nearest pixel for each element of a latent
    /// (<c>torch.nn.functional.interpolate</c>, whose nearest is the one above and to the left).
    /// </summary>
    private static float[] MaskAtLatentSize(RgbImage mask, GenerationPlan plan)
    {
        GrayImage gray = GrayImage.From(mask.Resize(plan.Width, plan.Height));
        float[] values = new float[plan.Latent.Height * plan.Latent.Width];
        int factor = plan.Width / plan.Latent.Width;
        for (int y = 0; y < plan.Latent.Height; y++)
            for (int x = 0; x < plan.Latent.Width; x++)
                values[y * plan.Latent.Width + x] = gray.Pixels[y * factor * plan.Width + x * factor] >= 128 ? 1 : 0;
        return values;
    }
}
