using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Families;

/// <summary>
/// The text-conditional model of the latent diffusion paper (Rombach et al. 2022, https://arxiv.org/abs/2112.10752, section 4.3.1), with
/// its BERT encoder
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/latent_diffusion/pipeline_latent_diffusion.py).
/// </summary>
internal sealed class LatentDiffusionTextFamily : UNetFamily
{
    /// <summary>Tokens of every prompt, whatever the tokenizer says (<c>max_length=77</c> in diffusers).</summary>
    private const int PromptTokens = 77;

    /// <inheritdoc/>
    public override string Name => "Latent diffusion with BERT";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["LDMTextToImagePipeline"];

    /// <inheritdoc/>
    public override FamilyOptions Options => new StableDiffusionOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 1);

    /// <summary>diffusers divides the sides by 8, that of the published model.</summary>
    protected override int? FixedFactor => 8;

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        new BertPrompts(new TextEncoder(graphs["text_encoder"], folder.Tokenizer("tokenizer", BertTokenizer.Load), PromptTokens));

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : null;

    private sealed class BertPrompts(TextEncoder encoder) : ClipPrompts(encoder, HiddenStates)
    {
        /// <summary>Unlike later pipelines, this one guides with scales below 1 too.</summary>
        protected override bool Guides(GenerationPlan plan) => plan.GuidanceScale != 1;
    }
}
