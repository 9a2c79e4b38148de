using System.Diagnostics;
using System.Globalization;

namespace LatentDiffusion.Fuzz;

/// <summary>
/// Loads, uses and disposes pipelines, one after the other: <c>soak COUNT MODEL</c> writes the largest resident size of the process in
/// bytes, which must not grow with the number.
/// </summary>
internal static class Soak
{
    public static void Run(int count, string model)
    {
        for (int i = 0; i < count; i++)
        {
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model);
            pipeline.Generate(new GenerationRequest("a red apple") { Steps = 2, Seed = i });
        }

        using Process process = Process.GetCurrentProcess();
        Console.Out.WriteLine(process.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
    }
}
