namespace LatentDiffusion.Safety.Nsfw;

/// <summary>On what the classifier runs, and how strict it is.</summary>
public sealed record NsfwOptions
{
    /// <summary>The hardware to compute on. Default the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>Threads that compute one operator, at least 1. Default null: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>From which sum of the probabilities of Porn and Hentai on a picture is unsafe, above 0 and up to 1. Default 0.7.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary>From which probability of Sexy on a picture is unsafe, above 0; above 1 never. Default 2: never.</summary>
    public double SexyThreshold { get; init; } = 2;

    /// <summary>How sessions are made.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal PipelineOptions ToPipelineOptions()
    {
        if (!(Threshold is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "The threshold must be above 0 and at most 1.");
        if (!(SexyThreshold > 0))
            throw new ArgumentOutOfRangeException(nameof(SexyThreshold), SexyThreshold, "The threshold of Sexy must be above 0.");
        PipelineOptions options = new() { Provider = Provider, Threads = Threads };
        options.Validate();
        return options;
    }
}
