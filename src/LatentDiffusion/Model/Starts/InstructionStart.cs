namespace LatentDiffusion.Model;

/// <summary>
/// Editing by instruction: pure noise, and beside it the latents of the picture to edit, unscaled (diffusers'
/// <c>StableDiffusionInstructPix2PixPipeline</c>). The branch without picture sees zeros.
/// </summary>
internal sealed class InstructionStart : StartingPoint
{
    private const int BlankBranch = 2; // see TextAndImageGuidance

    /// <inheritdoc/>
    public override void Check(GenerationRequest request, LatentModel model)
    {
        RequirePicture(request, model, "edits pictures");
        RefuseMask(request, model, "edits whole pictures");
    }

    /// <inheritdoc/>
    public override bool TakesStrength => false;

    /// <inheritdoc/>
    public override bool UsesStrength(GenerationRequest request) => false;

    /// <inheritdoc/>
    public override StartingLatents Create(StartContext context)
    {
        float[] mode = context.Encode(context.Pixels(context.Plan.Request.InitImage!)).Mode();
        float[] channels = new float[context.Length];
        for (int start = 0; start < channels.Length; start += mode.Length) mode.CopyTo(channels, start);
        return new StartingLatents(context.PureNoise(), Channels: new ImageChannels(channels, context.Plan.Latent.Channels, BlankBranch));
    }
}
