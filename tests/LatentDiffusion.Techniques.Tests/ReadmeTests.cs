using System.Runtime.CompilerServices;
using LatentDiffusion.Tests;

namespace LatentDiffusion.Techniques.Tests;

/// <summary>The example of the package's README compiles, runs, and is the text below.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();
    private readonly string _folder = Directory.CreateTempSubdirectory("latentdiffusion").FullName;

    [Fact]
    public void Example_RunsAndIsInTheReadme()
    {
        Directory.SetCurrentDirectory(_folder);
        Directory.CreateDirectory("runs/vae");
        Directory.CreateSymbolicLink("runs/vae/onnx", Reference.Folder("vae"));
        Example();
        Assert.Equal(8, Directory.GetFiles(_folder, "drawn-*.png").Length);
        Assert.Equal(5, Directory.GetFiles(_folder, "between-*.png").Length);
        Assert.Contains(Source(), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Example()
    {
        #region Example
        using ImageSampler sampler = ImageSampler.Load("runs/vae/onnx");
        foreach (var (i, image) in sampler.Draw(8, seed: 1).Index()) image.Save($"drawn-{i}.png");

        if (sampler is VaeSampler vae)
        {
            float[] from = vae.Encode(RgbImage.Load("drawn-0.png")), to = vae.LatentOf(seed: 2);
            foreach (var (i, image) in vae.Interpolate(from, to, count: 5).Index()) image.Save($"between-{i}.png");
        }
        #endregion
    }

    private static string Source([CallerFilePath] string file = "") =>
        SourceRegions.Of(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file)))).Single().Text;
}
