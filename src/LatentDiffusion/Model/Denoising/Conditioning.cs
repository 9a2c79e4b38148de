namespace LatentDiffusion.Model;

/// <summary>
/// What the denoiser is conditioned on. Each branch is evaluated for every picture, all in one batch, and guidance combines them. Without
/// guidance there is one branch.
/// </summary>
/// <param name="Branches">The tensors of each branch, the same inputs in the same order.</param>
/// <param name="Guidance">How the branches are combined; null for a single one.</param>
/// <param name="Warnings">What a user should know, such as a prompt that was cut.</param>
internal sealed record Conditioning(
    IReadOnlyList<IReadOnlyList<ConditionTensor>> Branches, Guidance? Guidance, IReadOnlyList<string> Warnings);
