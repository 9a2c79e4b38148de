using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// Pure noise; or a picture noised to the point where the run begins; or, with a mask, a picture of which a part is put back after each
/// step. For denoisers that see nothing but the latents.
/// </summary>
/// <param name="sizedByImage">
/// Whether a picture to start from brings its size, as it does for U-Nets in diffusers; else it is the model's own.
/// </param>
internal class TextOrImageStart(bool sizedByImage = true) : StartingPoint
{
    /// <inheritdoc/>
    public override void Check(GenerationRequest request, LatentModel model)
    {
    }

    /// <inheritdoc/>
    public override bool TakesLatents => true;

    /// <inheritdoc/>
    public override bool UsesStrength(GenerationRequest request) =>
        request.InitImage is not null || (request.InitLatents is not null && request.Schedule.Start == 0);

    /// <summary>As in diffusers, inpainting works at the model's own size.</summary>
    public override RgbImage? SizedBy(GenerationRequest request) => sizedByImage && request.Mask is null ? request.InitImage : null;

    /// <inheritdoc/>
    public override StartingLatents Create(StartContext context)
    {
        GenerationPlan plan = context.Plan;
        ReadOnlyMemory<float>? given = plan.Request.InitLatents;
        if (given is not null && plan.Request.Schedule.Start > 0) return new StartingLatents(given.Value.ToArray());
        if (given is null && plan.Request.InitImage is null) return new StartingLatents(context.PureNoise());

        float[] latents = new float[context.Length], original = new float[context.Length], z = new float[context.Length];
        if (given is not null) given.Value.CopyTo(original);
        else context.Noise.Sample(context.Encode(context.Pixels(plan.Request.InitImage!)), original);
        context.Noise.Fill(z);
        if (plan.Request.Mask is null || plan.Strength < 1) context.Run.AddNoise(context.Run.Begin, original, z, latents);
        else System.Numerics.Tensors.TensorPrimitives.Multiply(z, context.Run.InitialNoiseScale, latents);
        if (plan.Request.Mask is not { } mask) return new StartingLatents(latents);

        // diffusers encodes the masked picture here, for models with inputs for it; for others only the draw counts.
        if (!context.Model.Encoder!.DrawsInGraph) context.Noise.Fill(new float[context.Length]);
        return new StartingLatents(latents, new LatentMask(PictureMask.From(mask, plan).AtLatentSize(plan), original, z));
    }
}
