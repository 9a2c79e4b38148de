using System.Text.Json;

namespace LatentDiffusion.Techniques.Tests;

/// <summary>The tiny models with random weights, and what PyTorch draws with them.</summary>
internal static class Reference
{
    /// <summary>Seed of the first picture of each.</summary>
    public const long Seed = 7;

    public static string Folder(string technique) => Path.Combine(AppContext.BaseDirectory, "References", technique);

    public static T Load<T>(string technique)
        where T : ImageSampler => (T)ImageSampler.Load(Folder(technique));

    public static RgbImage Picture(string technique, string name) => RgbImage.Load(Path.Combine(Folder(technique), $"{name}.png"));

    public static T Json<T>(string technique, string name) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(Folder(technique), $"{name}.json")))!;

    /// <summary>The same bytes but for roundings: none is further off than one step, and few are off at all.</summary>
    public static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        int off = 0;
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            int difference = Math.Abs(expected.Pixels[i] - actual.Pixels[i]);
            Assert.InRange(difference, 0, 1);
            off += difference;
        }

        Assert.InRange(off, 0, expected.Pixels.Length / 100);
    }

    /// <summary>Mean difference of two pictures, in steps of 255.</summary>
    public static double Distance(RgbImage a, RgbImage b)
    {
        double sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++) sum += Math.Abs(a.Pixels[i] - b.Pixels[i]);
        return sum / a.Pixels.Length;
    }
}
