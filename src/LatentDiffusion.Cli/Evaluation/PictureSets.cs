using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Reads sets of pictures: folders, or files of statistics.</summary>
/// <param name="network">The network.</param>
/// <param name="cacheFolder">A folder for features that were made, or null.</param>
internal sealed class PictureSets(FeatureNetwork network, string? cacheFolder)
{
    /// <summary>The pictures that were left out so far.</summary>
    public List<PictureProblem> Problems { get; } = [];

    /// <summary>Whether a path is a file of statistics.</summary>
    public static bool IsStatistics(string path) => string.Equals(Path.GetExtension(path), ".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a set.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="options">What is taken.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public FeatureSet Read(string path, string what, ExtractionOptions options, CancellationToken cancellationToken)
    {
        if (IsStatistics(path)) return new FeatureSet(FeatureStatistics.Load(path));
        PictureFolder folder = PictureFolder.List(path);
        if (folder.Files.Count == 0) throw new EvaluationException($"'{path}' has no PNG, JPEG or WebP pictures.");
        if (cacheFolder is not null)
        {
            Directory.CreateDirectory(cacheFolder);
            options = options with { CacheFile = Path.Combine(cacheFolder, $"{what}-{network.Name}.features") };
        }

        ExtractionResult result = EvaluationBar.Show(
            $"{what} pictures", bar => FeatureExtraction.Extract(folder, network, options, bar, cancellationToken));
        EvaluationProblems.Warn(path, result.Problems);
        EvaluationProblems.WarnOfSizes(path, result.Sizes);
        Problems.AddRange(result.Problems.Select(p => p with { Path = Path.Combine(path, p.Path) }));
        return result.Features;
    }
}
