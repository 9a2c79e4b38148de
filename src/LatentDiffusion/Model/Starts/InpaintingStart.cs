using LatentDiffusion.Errors;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// Inpainting with a model that was trained for it: the denoiser sees the mask (one channel) and the latents of the masked picture beside
/// the latents (diffusers' <c>StableDiffusionInpaintPipeline</c> with a U-Net of 9 channels).
/// </summary>
internal sealed class InpaintingStart : StartingPoint
{
    /// <inheritdoc/>
    public override void Check(GenerationRequest request, LatentModel model)
    {
        RequirePicture(request, model, "fills in pictures");
        ArgumentRule.Require(
            request.Mask is not null,
            "Inpainting.Mask", null, $"is missing: the model '{Shown.Of(model.Name)}' fills in pictures, and needs to know where");
    }

    /// <inheritdoc/>
    public override RgbImage? SizedBy(GenerationRequest request) => null;

    /// <inheritdoc/>
    public override StartingLatents Create(StartContext context)
    {
        GenerationPlan plan = context.Plan;
        float[] pixels = context.Pixels(plan.Request.InitImage!), latents;
        if (plan.Strength < 1)
        {
            latents = new float[context.Length];
            float[] original = new float[context.Length], z = new float[context.Length];
            context.Noise.Sample(context.Encode(pixels), original);
            context.Noise.Fill(z);
            context.Run.AddNoise(context.Run.Begin, original, z, latents);
        }
        else
        {
            latents = context.PureNoise();
        }

        PictureMask mask = PictureMask.From(plan.Request.Mask!, plan);
        mask.Blank(pixels);
        float[] masked = new float[context.Length];
        context.Noise.Sample(context.Encode(pixels), masked);
        return new StartingLatents(latents, Channels: Join(mask.AtLatentSize(plan), masked, plan));
    }

    private static ImageChannels Join(float[] mask, float[] masked, GenerationPlan plan)
    {
        int length = mask.Length + plan.Latent.Length;
        float[] channels = new float[plan.Count * length];
        for (int k = 0; k < plan.Count; k++)
        {
            mask.CopyTo(channels, k * length);
            masked.AsSpan(k * plan.Latent.Length, plan.Latent.Length).CopyTo(channels.AsSpan(k * length + mask.Length));
        }

        return new ImageChannels(channels, 1 + plan.Latent.Channels);
    }
}
