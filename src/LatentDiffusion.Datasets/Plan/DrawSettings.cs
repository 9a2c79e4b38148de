namespace LatentDiffusion.Datasets;

/// <summary>How samples are drawn; what is null is the model's own.</summary>
internal sealed record DrawSettings
{
    /// <summary>Steps.</summary>
    public NumberDistribution? Steps { get; init; }

    /// <summary>Guidance scale.</summary>
    public NumberDistribution? Guidance { get; init; }

    /// <summary>Strength, of modes that start from a picture.</summary>
    public NumberDistribution? Strength { get; init; }

    /// <summary>Scale of the ControlNet.</summary>
    public NumberDistribution? ControlScale { get; init; }

    /// <summary>Names of schedulers.</summary>
    public Choices<string>? Schedulers { get; init; }

    /// <summary>Negative prompts.</summary>
    public Choices<string>? Negative { get; init; }

    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>How prompts are read.</summary>
    public PromptSyntax Syntax { get; init; }

    /// <summary>Whether a strength leaves a step to run.</summary>
    public static bool LeavesStep(double steps, double strength) => Math.Floor(steps * strength) >= 1;
}
