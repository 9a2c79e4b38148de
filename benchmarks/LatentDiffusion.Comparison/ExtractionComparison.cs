using System.Globalization;
using LatentDiffusion.Evaluation;
using LatentDiffusion.Provenance.Tests;

namespace LatentDiffusion.Comparison;

/// <summary>
/// Features of a folder of pictures, beside a bare loop over the same session with pictures that are decoded already: what reading and
/// decoding them takes when it is done while the network runs.
/// </summary>
internal static class ExtractionComparison
{
    private const int Side = 256, Kinds = 50;

    /// <summary>Prints the speed of an extraction to that of the bare loop, in turns.</summary>
    public static void Print(int pictures, int rounds)
    {
        using PictureFiles files = new(pictures);
        using FeatureNetwork network = ResNet18.Load();
        PictureFolder folder = PictureFolder.List(files.Folder);
        RgbImage[] decoded = [.. folder.Files.Select(file => RgbImage.Load(folder.PathOf(file)))];
        List<double> ratios = [];
        for (int i = 0; i <= rounds; i++)
        {
            // Whatever goes first would otherwise have the same place in every round.
            double bare = i % 2 == 0 ? Bare() : 0, ours = Measure.Seconds(() => FeatureExtraction.Extract(folder, network));
            if (i % 2 == 1) bare = Bare();
            if (i > 0) ratios.Add(bare / ours);
        }

        (double low, double high) = Measure.Quartiles(ratios);
        Write($"extraction to the bare loop, in speed: {Measure.Median(ratios):0.000} ");
        Write($"(quartiles {low:0.000} to {high:0.000}, {rounds} rounds of {pictures} pictures)\n");

        double Bare() => Measure.Seconds(() =>
        {
            using FeatureRun run = network.Start(default);
            foreach (RgbImage image in decoded)
            {
                network.Input.Write(image, run.Picture(0));
                run.Run(1);
            }
        });
    }

    /// <summary>
    /// Prints the most memory that this process takes for the statistics of so many pictures; 0 is what the network takes.
    /// </summary>
    public static void PrintPeak(int pictures)
    {
        using PictureFiles files = new(pictures);
        using FeatureNetwork network = ResNet18.Load();
        network.Extract([Pictures.Draw("texture", Side, Side, 1)]);
        FeatureExtraction.Extract(PictureFolder.List(files.Folder), network, new ExtractionOptions { KeepFeatures = false });
        Write($"{Measure.Peak() / 1e6:0} MB at most, with {pictures} pictures of {Side}x{Side}\n");
    }

    private static void Write(FormattableString text) => Console.Write(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Pictures in a folder that goes when they are no longer needed.</summary>
    private sealed class PictureFiles : IDisposable
    {
        public PictureFiles(int count)
        {
            byte[][] files = [.. Enumerable.Range(0, Math.Min(count, Kinds)).Select(Encoded)];
            for (int i = 0; i < count; i++) File.WriteAllBytes(Path.Combine(Folder, $"{i:000000}.png"), files[i % Kinds]);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("extraction").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        private static byte[] Encoded(int seed) =>
            Pictures.Draw(seed % 2 == 0 ? "texture" : "shapes", Side, Side, seed).Encode(ImageFormat.Png);
    }
}
