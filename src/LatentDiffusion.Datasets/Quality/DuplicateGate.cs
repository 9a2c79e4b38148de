using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>
/// Says which samples are nearly others: whose perceptual hashes differ in few bits, and, where there is a network, whose features have a
/// great cosine too.
/// </summary>
/// <param name="settings">The bounds.</param>
/// <param name="network">The network, or null.</param>
internal sealed class DuplicateGate(DuplicateSettings settings, FeatureNetwork? network)
{
    private const int Remembered = 4096;
    private readonly Dictionary<long, float[]> _features = [];

    /// <summary>An empty index of hashes for these bounds.</summary>
    public DuplicateIndex NewIndex() => new(settings.Distance);

    /// <summary>The sample that another is nearly, the first of several; null for none.</summary>
    /// <param name="hash">The hash of the sample.</param>
    /// <param name="kept">The others.</param>
    /// <param name="loadThis">Loads its picture.</param>
    /// <param name="load">Loads the picture of another.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public long? Find(
        ulong hash, DuplicateIndex kept, Func<RgbImage> loadThis, Func<long, RgbImage> load, CancellationToken cancellationToken)
    {
        float[]? own = null;
        foreach (long other in kept.Near(hash))
        {
            if (network is null) return other;
            own ??= Extract(loadThis());
            if (!_features.TryGetValue(other, out float[]? features))
            {
                if (_features.Count >= Remembered) _features.Clear();
                _features[other] = features = Extract(load(other));
            }

            if (Cosine(own, features) >= settings.Cosine) return other;
        }

        return null;

        float[] Extract(RgbImage image) => network!.Extract([image], cancellationToken)[0].ToArray();
    }

    /// <summary>The cosine of two vectors; 0 where one has no length.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, lengthA = 0, lengthB = 0;
        for (int i = 0; i < a.Length; i++) (dot, lengthA, lengthB) = (dot + a[i] * b[i], lengthA + a[i] * a[i], lengthB + b[i] * b[i]);
        return lengthA > 0 && lengthB > 0 ? dot / Math.Sqrt(lengthA * lengthB) : 0;
    }
}
