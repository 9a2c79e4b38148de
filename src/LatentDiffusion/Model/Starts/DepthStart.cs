namespace LatentDiffusion.Model;

/// <summary>
/// A picture noised to the point where the run begins, and beside it the picture's depth at the size of the latents (diffusers'
/// <c>StableDiffusionDepth2ImgPipeline</c>).
/// </summary>
/// <param name="estimator">Predicts the depth where the request does not bring it.</param>
internal sealed class DepthStart(DepthEstimator estimator) : TextOrImageStart
{
    /// <inheritdoc/>
    public override bool TakesLatents => false;

    /// <inheritdoc/>
    public override void Check(GenerationRequest request, LatentModel model)
    {
        RequirePicture(request, model, "draws pictures anew by their depth");
        RefuseMask(request, model, "draws whole pictures anew");
        base.Check(request, model);
    }

    /// <inheritdoc/>
    public override StartingLatents Create(StartContext context)
    {
        GenerationRequest request = context.Plan.Request;
        DepthMap depth = request.OptionsOf<DepthToImageOptions>().DepthMap is { } given
            ? DepthMap.From(given)
            : estimator.Predict(request.InitImage!, context.Plan.Warnings, context.CancellationToken);
        float[] plane = depth.AtLatentSize(context.Plan.Latent), channels = new float[context.Plan.Count * plane.Length];
        for (int start = 0; start < channels.Length; start += plane.Length) plane.CopyTo(channels, start);
        return base.Create(context) with { Channels = new ImageChannels(channels, 1) };
    }
}
