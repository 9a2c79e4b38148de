namespace LatentDiffusion.Evaluation;

/// <summary>What is taken from pictures, and how.</summary>
public sealed record ExtractionOptions
{
    /// <summary>
    /// Whether the features of each picture are kept, which most metrics need: <c>4 · dimension</c> bytes each. Without them memory does
    /// not grow with the number of pictures, and there are mean and covariance. True unless set.
    /// </summary>
    public bool KeepFeatures { get; init; } = true;

    /// <summary>
    /// Whether prompts are embedded too: those in the files' generation parameters, else in a <c>.txt</c> file of the same name beside
    /// them. Pictures without are left out. False unless set.
    /// </summary>
    public bool Prompts { get; init; }

    /// <summary>
    /// A file in which features are kept as they are made, so that an extraction that was ended goes on; null, the default, for none.
    /// </summary>
    public string? CacheFile { get; init; }

    /// <summary>What a picture may ask for; <see cref="ImageLimits.Default"/> unless set.</summary>
    public ImageLimits? Limits { get; init; }
}
