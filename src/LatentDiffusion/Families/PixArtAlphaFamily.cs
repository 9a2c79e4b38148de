using LatentDiffusion.Model;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Families;

/// <summary>
/// PixArt-Alpha (Chen et al. 2023, https://arxiv.org/abs/2310.00426), and its distillations (LCM, DMD): shorter prompts than
/// PixArt-Sigma's, and for 1024x1024 the size of the picture as a condition
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/pixart_alpha/pipeline_pixart_alpha.py).
/// </summary>
internal sealed class PixArtAlphaFamily : PixArtSigmaFamily
{
    private const string Resolution = "resolution", AspectRatio = "aspect_ratio";

    /// <inheritdoc/>
    public override string Name => "PixArt-Alpha";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["PixArtAlphaPipeline"];

    /// <inheritdoc/>
    protected override int PromptTokens => 120;

    /// <inheritdoc/>
    protected override int LargestBins => 1024;

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(TextEncoder encoder, OnnxGraph transformer) =>
        transformer.Inputs.ContainsKey(Resolution) ? new SizedPrompts(encoder, PromptTokens) : base.Prompts(encoder, transformer);

    /// <summary>With height and width in pixels, and their ratio.</summary>
    private sealed class SizedPrompts(TextEncoder encoder, int tokens) : MaskedPrompts(encoder, tokens)
    {
        public override IReadOnlyList<string> Inputs => [.. base.Inputs, Resolution, AspectRatio];

        protected override IReadOnlyList<ConditionTensor> Extra(GenerationPlan plan) =>
        [
            new(Resolution, [plan.Height, plan.Width], [2]), new(AspectRatio, [(float)((double)plan.Height / plan.Width)], [1]),
        ];
    }
}
