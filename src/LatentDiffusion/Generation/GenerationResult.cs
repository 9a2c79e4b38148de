using LatentDiffusion.Generation;
using LatentDiffusion.Model;

namespace LatentDiffusion;

/// <summary>What a generation gave.</summary>
public sealed class GenerationResult
{
    private GenerationResult(IReadOnlyList<GeneratedImage> images, float[] latents, IReadOnlyList<string> warnings, TimeSpan elapsed) =>
        (Images, Latents, Warnings, Elapsed) = (images, latents, warnings, elapsed);

    /// <summary>The pictures, in the order of their seeds.</summary>
    public IReadOnlyList<GeneratedImage> Images { get; }

    /// <summary>
    /// The latents that were decoded, in the denoiser's scale: [count, channels, height / factor, width / factor] in row-major order.
    /// </summary>
    public ReadOnlyMemory<float> Latents { get; }

    /// <summary>What the caller should know, such as a prompt that was cut because it is too long; empty in the usual case.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Time the generation took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Saves the picture; of several, the k-th under the name with <c>-k</c> before the extension.</summary>
    /// <param name="path">File to write: .png, .jpg, .jpeg or .webp. An existing file is replaced once the new one is complete.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="ArgumentException">The extension is another.</exception>
    /// <exception cref="IOException">The file cannot be written; no part of it stays.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public IReadOnlyList<string> Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] paths = Images.Count == 1 ? [path] : [.. Images.Select((_, k) => Numbered(path, k + 1))];
        for (int k = 0; k < paths.Length; k++) Images[k].Save(paths[k]);
        return paths;
    }

    /// <summary>Puts a result together.</summary>
    internal static GenerationResult From(
        FramedPlan plan, Conditioning prompt, float[] latents, GeneratedImage[] images, TimeSpan elapsed) =>
        new(images, latents, [.. prompt.Warnings, .. plan.Warnings], elapsed);

    /// <summary>What one request gets of a batch that served several.</summary>
    /// <param name="k">Which picture is its own.</param>
    internal GenerationResult Part(int k)
    {
        int length = Latents.Length / Images.Count;
        return new([Images[k]], Latents.Slice(k * length, length).ToArray(), Warnings, Elapsed);
    }

    private static string Numbered(string path, int number)
    {
        string name = Path.GetFileNameWithoutExtension(path), ending = Path.GetExtension(path);
        return Path.Combine(Path.GetDirectoryName(path) ?? "", FormattableString.Invariant($"{name}-{number}{ending}"));
    }
}
