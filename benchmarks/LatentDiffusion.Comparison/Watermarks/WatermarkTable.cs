using System.Globalization;
using LatentDiffusion.Models.Emoji;
using LatentDiffusion.Provenance;
using LatentDiffusion.Provenance.Tests;

namespace LatentDiffusion.Comparison;

/// <summary>How well the watermark of our own holds, how much it changes, and how often nothing is taken for it.</summary>
internal static class WatermarkTable
{
    private static readonly WatermarkReader Reader = new();

    /// <summary>Prints the share of payloads that are read without an error after each attack, for one side and kind of picture.</summary>
    public static void Print(int side, int count)
    {
        (string Kind, IEnumerable<RgbImage> Pictures)[] kinds =
        [
            ("generated", WatermarkSamples.Generated(count, side)),
            ("shapes", WatermarkSamples.Drawn("shapes", count, side)),
            ("texture", WatermarkSamples.Drawn("texture", count, side)),
        ];
        foreach (var (kind, pictures) in kinds) Print(kind, pictures);
    }

    /// <summary>Reads small pictures that were never marked, and prints how many were taken for marked.</summary>
    public static void FalsePositives(int count)
    {
        const int Side = 128; // the default model's are made smaller
        IEnumerable<RgbImage> pictures =
        [
            .. WatermarkSamples.Generated(count / 10, Side), .. WatermarkSamples.Drawn("noise", count / 10, Side),
            .. WatermarkSamples.Drawn("shapes", count * 4 / 10, Side), .. WatermarkSamples.Drawn("texture", count * 4 / 10, Side),
        ];
        (int read, int wrong, double seconds) = (0, 0, 0);
        foreach (RgbImage picture in pictures)
        {
            seconds += Measure.Seconds(() => wrong += Reader.Read(picture) is null ? 0 : 1);
            read++;
        }

        Write($"{wrong} of {read} unmarked pictures of {Side}x{Side} were taken for marked; {1000 * seconds / read:0} ms each");
    }

    /// <summary>What writing the watermark takes of a generation of 25 steps by the default model, measured in turns.</summary>
    public static void Cost(int rounds)
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        List<double> ratios = [];
        for (int i = 0; i <= rounds; i++)
        {
            RgbImage image = null!;
            GenerationRequest request = new("a red apple") { Steps = 25, Seed = i };
            double drawing = Measure.Seconds(() => image = pipeline.Generate(request).Images[0].Image);
            double marking = Measure.Seconds(() => Watermark.Embed(image, Watermark.GeneratedPayload.Span));
            if (i > 0) ratios.Add(marking / drawing); // the first round also compiles
        }

        (double low, double high) = Measure.Quartiles(ratios);
        double median = Measure.Median(ratios);
        Write($"writing the watermark to drawing: {median:0.0000} (quartiles {low:0.0000} to {high:0.0000}, {rounds} rounds)");
    }

    private static void Print(string kind, IEnumerable<RgbImage> pictures)
    {
        int[] right = new int[Attacks.All.Count], wrong = new int[Attacks.All.Count];
        List<double> decibels = [], similarities = [], writing = [], reading = [];
        string size = "";
        Random random = new(1);
        byte[] payload = new byte[Watermark.PayloadBytes];
        foreach (RgbImage picture in pictures)
        {
            size = $"{picture.Width}x{picture.Height}";
            random.NextBytes(payload);
            RgbImage marked = picture;
            writing.Add(Measure.Seconds(() => marked = Watermark.Embed(picture, payload)));
            decibels.Add(Pictures.Decibels(picture, marked));
            similarities.Add(Pictures.Similarity(picture, marked));
            for (int i = 0; i < right.Length; i++)
            {
                RgbImage attacked = Attacks.All[i].Apply(marked, random);
                WatermarkReading? found = null;
                reading.Add(Measure.Seconds(() => found = Reader.Read(attacked)));
                if (found is null) continue;
                if (found.Payload.Span.SequenceEqual(payload)) right[i]++;
                else wrong[i]++;
            }
        }

        Write($"{kind} {size}: {decibels.Count} pictures,");
        Write($"  PSNR {decibels.Min():0.00} dB at least, {Measure.Median(decibels):0.00} in the middle;");
        Write($"  SSIM {similarities.Min():0.0000}, {Measure.Median(similarities):0.0000};");
        Write($"  written in {1000 * Measure.Median(writing):0} ms, read in {1000 * Measure.Median(reading):0} ms (middle)");
        for (int i = 0; i < right.Length; i++)
            Write($"  {Attacks.All[i].Name,-28} {100.0 * right[i] / decibels.Count,6:0.0} % read, {wrong[i]} wrong");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
