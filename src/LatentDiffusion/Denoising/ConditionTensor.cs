namespace LatentDiffusion;

/// <summary>A tensor that conditions the denoiser, for one picture; it is repeated for each picture of a batch, unless the graph
/// declares the input without a batch dimension.</summary>
/// <param name="Input">Name of the denoiser's input.</param>
/// <param name="Values">Elements in row-major order.</param>
/// <param name="Shape">Shape without the batch dimension.</param>
internal sealed record ConditionTensor(string Input, float[] Values, long[] Shape);
