namespace LatentDiffusion.Tests;

/// <summary>A tensor of a file: its type by the name that the format has for it, and its bytes.</summary>
internal sealed record RawTensor(string Key, string Type, int[] Shape, byte[] Bytes);
