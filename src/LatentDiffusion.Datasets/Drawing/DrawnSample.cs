namespace LatentDiffusion.Datasets;

/// <summary>A sample that was drawn, not yet looked at.</summary>
/// <param name="Recipe">What decided on it.</param>
/// <param name="Image">The picture.</param>
/// <param name="Encode">Makes the file of the picture.</param>
/// <param name="Parameters">What the model's defaults made of the recipe.</param>
/// <param name="ModelHash">The fingerprint of the model.</param>
/// <param name="AdapterHashes">Those of its adapters, in the order of the recipe.</param>
/// <param name="Mask">The mask of its object, at its size, black and white; null without one.</param>
/// <param name="Control">The label that it follows; null without one.</param>
internal sealed record DrawnSample(
    SampleRecipe Recipe, RgbImage Image, Func<byte[]> Encode, GenerationParameters Parameters, string ModelHash,
    IReadOnlyList<string> AdapterHashes, RgbImage? Mask, RgbImage? Control);
