namespace LatentDiffusion.Prompts;

/// <summary>A piece of a prompt that fits into the text encoder.</summary>
/// <param name="Ids">Token ids with begin, end and padding, as many as the encoder takes.</param>
/// <param name="Multipliers">The weight of each token; 1 for begin, end and padding.</param>
internal sealed record PromptChunk(int[] Ids, float[] Multipliers);
