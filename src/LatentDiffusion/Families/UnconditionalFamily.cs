using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Families;

/// <summary>
/// The unconditional models of the latent diffusion paper (Rombach et al. 2022, https://arxiv.org/abs/2112.10752, section 4.2), whose
/// decoder quantises the latents first
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/deprecated/latent_diffusion_uncond/pipeline_latent_diffusion_uncond.py).
/// </summary>
internal sealed class UnconditionalFamily : UNetFamily
{
    private const int DefaultLevels = 4; // UNet2DModel

    /// <inheritdoc/>
    public override string Name => "Unconditional latent diffusion";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["LDMPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["unet", "vae_decoder"];

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 1);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) => new NoPrompts();

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : null;

    /// <summary>This U-Net does not pad to the size of its skip connections.</summary>
    protected override int LatentMultiple(ModelFolder folder) =>
        1 << (folder.Config("unet").Count("block_out_channels", DefaultLevels) - 1);

    private sealed class NoPrompts : IPromptEncoder
    {
        public IReadOnlyList<string> Inputs => [];

        public bool ReadsGuidance => false;

        public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
        {
            bool given = plan.Request.Prompt.Length > 0 || plan.Request.NegativePrompt is { Length: > 0 };
            return new Conditioning([[]], null, given ? ["This model takes no prompt; what was given had no effect."] : []);
        }
    }
}
