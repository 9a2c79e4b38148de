using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>The features of the pictures of a folder, in which the nearest to another is found.</summary>
internal sealed class NearestFeatures
{
    private readonly FeatureSet _features;

    /// <summary>Reads the pictures.</summary>
    /// <exception cref="DatasetException">The folder has no pictures that can be read.</exception>
    public NearestFeatures(FeatureNetwork network, string folder, CancellationToken cancellationToken)
    {
        _features = FeatureExtraction.Extract(PictureFolder.List(folder), network, cancellationToken: cancellationToken).Features;
        if (_features.Count == 0) throw new DatasetException($"'{folder}' has no PNG, JPEG or WebP pictures that can be read.");
    }

    /// <summary>The picture with the greatest cosine, rounded to four digits.</summary>
    public (string Name, double Cosine) Find(ReadOnlySpan<float> features)
    {
        (string name, double best) = ("", double.NegativeInfinity);
        for (int i = 0; i < _features.Count; i++)
        {
            double cosine = DuplicateGate.Cosine(features, _features[i]);
            if (cosine > best) (name, best) = (_features.Names[i], cosine);
        }

        return (name, Math.Round(best, 4));
    }
}
