using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Families;

/// <summary>
/// InstructPix2Pix (Brooks et al. 2023, https://arxiv.org/abs/2211.09800): edits a picture by instruction, with a guidance scale for each
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion_instruct_pix2pix.py).
/// </summary>
internal sealed class InstructPix2PixFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "InstructPix2Pix";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["StableDiffusionInstructPix2PixPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => [.. base.RequiredGraphs, "vae_encoder"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => [];

    /// <inheritdoc/>
    public override FamilyOptions Options => new InstructPix2PixOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 100, GuidanceScale: 7.5);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        new ThreeBranches(ClipPrompts.Encoder(folder, graphs));

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == autoencoder.Channels ? new InstructionStart() : null;

    private sealed class ThreeBranches(TextEncoder encoder) : ClipPrompts(encoder, HiddenStates)
    {
        public override Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
        {
            float imageScale = (float)plan.Request.OptionsOf<InstructPix2PixOptions>().ImageGuidanceScale;
            Conditioning two = base.Encode(plan, steps, cancellationToken);
            if (two.Guidance is ComposedGuidance)
                throw new ArgumentException(
                    "The prompt has parts or a weight of AND; InstructPix2Pix, guided by a picture too, takes neither.", "request");
            // Guidance by the picture comes on top of that by the text: with its scale below 1 diffusers leaves out both.
            return two.Branches is [var negative, var positive]
                ? imageScale >= 1
                    ? two with
                    {
                        Branches = [positive, negative, negative],
                        Guidance = new TextAndImageGuidance(plan.GuidanceScale, imageScale),
                    }
                    : two with { Branches = [positive], Guidance = null }
                : two;
        }
    }
}
