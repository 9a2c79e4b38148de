namespace LatentDiffusion.Evaluation;

/// <summary>What an extraction gave.</summary>
public sealed class ExtractionResult
{
    /// <summary>Makes a result.</summary>
    internal ExtractionResult(
        FeatureSet features, IReadOnlyList<PictureProblem> problems, IReadOnlyDictionary<(int Width, int Height), int> sizes, int cached) =>
        (Features, Problems, Sizes, Cached) = (features, problems, sizes, cached);

    /// <summary>The features of the pictures that could be read.</summary>
    public FeatureSet Features { get; }

    /// <summary>The pictures that were left out.</summary>
    public IReadOnlyList<PictureProblem> Problems { get; }

    /// <summary>How many pictures have which size; of pictures from the cache it is not known.</summary>
    public IReadOnlyDictionary<(int Width, int Height), int> Sizes { get; }

    /// <summary>The number of pictures whose features came from the cache.</summary>
    public int Cached { get; }
}
