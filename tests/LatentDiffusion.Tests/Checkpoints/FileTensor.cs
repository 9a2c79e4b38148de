namespace LatentDiffusion.Tests;

/// <summary>A float32 tensor of a file.</summary>
internal sealed record FileTensor(string Key, float[] Values, int[] Shape);
