namespace LatentDiffusion.Datasets.Tests;

/// <summary>Draws noise that follows from the seed, without a model; what a test decides on may be a certain picture, or none.</summary>
internal sealed class FakeDrawer : ISampleDrawer
{
    /// <summary>Decides on pictures; null leaves it to the seed.</summary>
    public Func<SampleRecipe, RgbImage?> Picture { get; init; } = _ => null;

    /// <summary>Told before each drawing.</summary>
    public Action<SampleRecipe> Before { get; init; } = _ => { };

    /// <summary>What was drawn, in order.</summary>
    public List<(long Index, int Attempt)> Drawn { get; } = [];

    public string? LoadedModel { get; private set; }

    public DrawnSample Draw(SampleRecipe recipe, CancellationToken cancellationToken)
    {
        Before(recipe);
        LoadedModel = recipe.Model;
        Drawn.Add((recipe.Index, recipe.Attempt));
        RgbImage image = Picture(recipe) ?? Noise(recipe.Seed);
        RgbImage? mask = recipe.Picture?.MaskFile is { } file ? MaskImage.Threshold(RgbImage.Load(file)) : null;
        return new DrawnSample(
            recipe, image, () => image.Encode(ImageFormat.Png), new GenerationParameters { Steps = 2, Sampler = "fake", GuidanceScale = 3 },
            "hash of the model", [.. recipe.Adapters.Select(_ => "hash of the adapter")], mask, null);
    }

    public void Dispose()
    {
    }

    /// <summary>Coarse noise of a seed, of which no two look alike.</summary>
    public static RgbImage Noise(long seed, int side = 32)
    {
        byte[] pixels = new byte[3 * 64];
        new Random(unchecked((int)seed)).NextBytes(pixels);
        return new RgbImage(8, 8, pixels).Resize(side, side);
    }
}
