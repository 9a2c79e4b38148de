namespace LatentDiffusion;

/// <summary>
/// What the denoiser is conditioned on. Each branch is evaluated for every picture, all in one batch, and guidance combines them: one branch
/// without guidance; with it the unconditional one first, as in diffusers.
/// </summary>
/// <param name="Branches">The tensors of each branch.</param>
/// <param name="Warnings">What a user should know, such as a prompt that was cut.</param>
internal sealed record Conditioning(IReadOnlyList<IReadOnlyList<ConditionTensor>> Branches, IReadOnlyList<string> Warnings);
