namespace LatentDiffusion;

/// <summary>How the prompts of a request are read.</summary>
public enum PromptSyntax
{
    /// <summary>
    /// As they stand, cut at the length of the text encoder: diffusers' way. They can name adapters where there is a
    /// <see cref="PipelineOptions.LoraFolder"/>.
    /// </summary>
    Plain,

    /// <summary>
    /// In the syntax that stable-diffusion-webui made common (https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/Features):
    /// <list type="bullet">
    /// <item><c>(word)</c> counts 1.1 times as much, <c>[word]</c> as much divided by 1.1, <c>(word:1.3)</c> 1.3 times; brackets nest, and
    /// a backslash before one makes it text.</item>
    /// <item><c>[a:b:0.5]</c> is a for half of the steps, then b; <c>[a:b:10]</c> changes after step 10; <c>[b:10]</c> begins and
    /// <c>[a::10]</c> ends there; <c>[a|b]</c> alternates from step to step.</item>
    /// <item><c>a cat :1.2 AND a dog :0.8</c> adds up what each leads to, with weights (Liu et al. 2022, https://arxiv.org/abs/2206.01714).
    /// Not in negative prompts. A weight, or more than one part, needs guidance: where it is off, the scale is 1.
    /// At most 64 parts.</item>
    /// <item>Prompts may have up to 20,000 characters: they are encoded in chunks of as many tokens as the text encoder takes (75 for
    /// CLIP). A chunk is broken after a comma near its end, and at <c>BREAK</c>; shorter prompts are filled up with empty chunks.</item>
    /// <item><c>&lt;lora:style:0.8&gt;</c> names an adapter (<see cref="PipelineOptions.LoraFolder"/>).</item>
    /// </list>
    /// Steps are those that progress reports count: of image to image those that are run, of second-order methods each evaluation. In
    /// the second pass of <see cref="GenerationRequest.Hires"/> they go on counting: 0.5 is half of the first pass, 1.5 half of the
    /// second, as in stable-diffusion-webui. Weights multiply the hidden states of their tokens, then each chunk gets its mean back.
    /// For models whose text encoders are CLIP's or the latent diffusion paper's BERT.
    /// </summary>
    Weighted,
}
