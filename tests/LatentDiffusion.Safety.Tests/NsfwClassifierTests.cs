using System.Text.Json;
using LatentDiffusion.Safety.Nsfw;

namespace LatentDiffusion.Safety.Tests;

/// <summary>The classes that TensorFlow.js gives with nsfwjs's own files; see tfjs/record.mjs.</summary>
public sealed class NsfwClassifierTests
{
    private static readonly JsonElement[] Recorded =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checker.Folder, "tfjs.json"))).RootElement.EnumerateArray()];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Recorded.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Classes_AreThoseOfTensorflowJs(int index)
    {
        JsonElement recorded = Recorded[index];
        using NsfwClassifier classifier = NsfwClassifier.Load(new NsfwOptions { Threads = 1 });
        SafetyFinding finding = classifier.Check(Draw(recorded));
        double[] expected = [.. recorded.GetProperty("classes").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(["Drawing", "Hentai", "Neutral", "Porn", "Sexy"], finding.Scores.Select(score => score.Name));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], finding.Scores[i].Value, 2e-5);
        Assert.Equal(expected[1] + expected[3] >= 0.7, finding.IsUnsafe);
    }

    [Fact]
    public void Thresholds_Decide()
    {
        RgbImage image = Draw(Recorded[0]);
        using (NsfwClassifier strict = NsfwClassifier.Load(new NsfwOptions { Threshold = 1e-6 }))
            Assert.Equal(["Hentai", "Porn"], strict.Check(image).Scores.Where(score => score.IsOver).Select(score => score.Name));
        using (NsfwClassifier prudish = NsfwClassifier.Load(new NsfwOptions { SexyThreshold = 1e-9, Threshold = 1 }))
            Assert.True(prudish.Check(image).IsUnsafe);
        Assert.Throws<ArgumentOutOfRangeException>(() => NsfwClassifier.Load(new NsfwOptions { Threshold = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NsfwClassifier.Load(new NsfwOptions { SexyThreshold = double.NaN }));
    }

    /// <summary>By whole numbers, as tfjs/record.mjs draws.</summary>
    private static RgbImage Draw(JsonElement recorded)
    {
        int Number(string name) => recorded.GetProperty(name).GetInt32();
        (int width, int height, int seed) = (Number("width"), Number("height"), Number("seed"));
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y, int c) = (i / 3 % width, i / 3 / width, i % 3);
            bool isDisc = Math.Pow(2 * x - width, 2) + Math.Pow(2 * y - height, 2) < (double)(width * height) / (seed + 1);
            pixels[i] = (byte)(int)((isDisc ? 90 + 40 * c : 0) + x * (seed + 1) / 2.0 + y * (c + 1) + seed * 31 * c);
        }

        return new RgbImage(width, height, pixels);
    }
}
