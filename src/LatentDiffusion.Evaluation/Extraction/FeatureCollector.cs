namespace LatentDiffusion.Evaluation;

/// <summary>Gathers what an extraction gives.</summary>
/// <param name="network">The network.</param>
/// <param name="options">What is kept.</param>
internal sealed class FeatureCollector(FeatureNetwork network, ExtractionOptions options)
{
    private readonly FeatureStatistics _statistics = new(network.Dimension);
    private readonly List<float[]> _rows = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<(int, int), int> _sizes = [];
    private int _cached;

    /// <summary>The pictures that are left out.</summary>
    public List<PictureProblem> Problems { get; } = [];

    /// <summary>Adds a picture.</summary>
    /// <param name="picture">It.</param>
    /// <param name="numbers">Its features, logits and embedding of the prompt.</param>
    public void Add(PreparedPicture picture, float[] numbers)
    {
        if (picture.Known is not null) _cached++;
        else _sizes[picture.Size] = _sizes.GetValueOrDefault(picture.Size) + 1;
        if (!options.KeepFeatures)
        {
            _statistics.Add(numbers.AsSpan(0, network.Dimension));
            return;
        }

        _rows.Add(numbers);
        _names.Add(picture.File);
    }

    /// <summary>What was gathered.</summary>
    public ExtractionResult Result(IReadOnlyList<PictureProblem> before)
    {
        FeatureSet features = options.KeepFeatures
            ? new FeatureSet(
                Part(0, network.Dimension), network.Dimension, _names,
                network.Classes > 0 && _rows.Count > 0 ? Part(network.Dimension, network.Classes) : null,
                options.Prompts ? Part(network.Dimension + network.Classes, network.Dimension) : null)
            : new FeatureSet(_statistics);
        return new ExtractionResult(features, [.. before, .. Problems], _sizes, _cached);
    }

    private float[] Part(int first, int width)
    {
        float[] part = new float[_rows.Count * width];
        for (int i = 0; i < _rows.Count; i++) _rows[i].AsSpan(first, width).CopyTo(part.AsSpan(i * width));
        return part;
    }
}
