using LatentDiffusion.Models.Emoji;
using LatentDiffusion.Provenance.Tests;

namespace LatentDiffusion.Comparison;

/// <summary>Pictures to mark: by the default model, and drawn by formulas.</summary>
internal static class WatermarkSamples
{
    private const int Steps = 8;

    private static readonly string[] Things =
    [
        "a red apple", "a mushroom", "a dog face", "a cactus", "a happy face with sunglasses", "a butterfly", "a penguin", "a hamburger",
        "a purple heart", "a green book", "an octopus", "a house", "a white cloud", "a black cat", "a yellow star", "a blue car", "a clock",
        "a globe", "a snowman", "a flag",
    ];

    /// <summary>Pictures by the default model, made larger or smaller where it draws another side than the one asked for.</summary>
    public static IEnumerable<RgbImage> Generated(int count, int side)
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(new PipelineOptions { MarksImages = false });
        for (int i = 0; i < count; i++)
        {
            GenerationRequest request = new(Things[i % Things.Length]) { Steps = Steps, Seed = i };
            yield return pipeline.Generate(request).Images[0].Image.Resize(side, side, ResampleFilter.Lanczos);
        }
    }

    /// <summary>Pictures by formulas: shapes on white, as icons are, and texture, as photographs have.</summary>
    public static IEnumerable<RgbImage> Drawn(string kind, int count, int side) =>
        Enumerable.Range(0, count).Select(seed => Pictures.Draw(kind, side, side, seed));
}
