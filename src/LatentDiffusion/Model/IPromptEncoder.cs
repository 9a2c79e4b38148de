using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>Turns the prompts of a request into what the denoiser is conditioned on.</summary>
internal interface IPromptEncoder
{
    /// <summary>The inputs of the denoiser that the conditioning fills.</summary>
    IReadOnlyList<string> Inputs { get; }

    /// <summary>Whether prompts may be weighted (<see cref="PromptSyntax.Weighted"/>).</summary>
    bool ReadsWeights => false;

    /// <summary>Whether the guidance scale of a request counts.</summary>
    bool ReadsGuidance => true;

    /// <summary>Tokens of a prompt, and how many are taken at once; null where that is not known.</summary>
    (int Count, int Room)? CountTokens(string prompt, PromptSyntax syntax) => null;

    /// <summary>Encodes prompt and, with guidance, negative prompt.</summary>
    /// <param name="plan">The request.</param>
    /// <param name="steps">How many steps are run: a prompt may read differently at each.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <exception cref="ArgumentException">The request asks for something that the model cannot do.</exception>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken);
}
