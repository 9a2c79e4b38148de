using System.Diagnostics;
using System.Text.Json;
using LatentDiffusion.Comparison;

namespace LatentDiffusion.Techniques.Drawing;

/// <summary>What a picture costs, drawn alone on one thread.</summary>
/// <param name="Seconds">Processor time of a picture: the median of several. It hardly depends on what else the machine does.</param>
/// <param name="Megabytes">What loading and drawing added to the largest memory of the process.</param>
internal sealed record Cost(double Seconds, double Megabytes)
{
    private const int Repetitions = 9;
    private const double Least = 0.2; // seconds of a repetition: the processor's clock ticks every 0.01

    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Cost Of(ImageSampler sampler, double peakBefore)
    {
        sampler.Draw(1, 0); // the first run allocates
        int pictures = 1;
        while (Time(sampler, pictures) < Least) pictures *= 2;
        double seconds = Measure.Median(Enumerable.Range(0, Repetitions).Select(_ => Time(sampler, pictures) / pictures));
        return new Cost(seconds, (Measure.Peak() - peakBefore) / 1e6);
    }

    /// <summary>Processor seconds of so many pictures, one after the other.</summary>
    private static double Time(ImageSampler sampler, int pictures)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        for (int i = 0; i < pictures; i++) sampler.Draw(1, i);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
