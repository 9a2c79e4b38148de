namespace LatentDiffusion;

/// <summary>Turns the prompts of a request into what the denoiser is conditioned on.</summary>
internal interface IPromptEncoder
{
    /// <summary>Encodes prompt and, with guidance, negative prompt.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Conditioning Encode(GenerationPlan plan, CancellationToken cancellationToken);
}
