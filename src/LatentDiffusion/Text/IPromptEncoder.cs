namespace LatentDiffusion;

/// <summary>Turns the prompts of a request into what the denoiser is conditioned on.</summary>
internal interface IPromptEncoder
{
    /// <summary>The inputs of the denoiser that the conditioning fills.</summary>
    IReadOnlyList<string> Inputs { get; }

    /// <summary>Encodes prompt and, with guidance, negative prompt.</summary>
    /// <exception cref="ArgumentException">The request asks for something that the model cannot do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Conditioning Encode(GenerationPlan plan, CancellationToken cancellationToken);
}
