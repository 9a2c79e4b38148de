using LatentDiffusion.Errors;

namespace LatentDiffusion.Requests;

/// <summary>A request that was checked against a model and completed from it: everything is decided.</summary>
internal sealed record GenerationPlan
{
    /// <summary>The request, as the model is given it.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Shape of each latent.</summary>
    public required LatentShape Latent { get; init; }

    /// <summary>Width at which the model draws.</summary>
    public required int Width { get; init; }

    /// <summary>Height at which the model draws.</summary>
    public required int Height { get; init; }

    /// <summary>Size of the pictures that are given back.</summary>
    public required (int Width, int Height) Output { get; init; }

    /// <summary>Number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Guidance scale.</summary>
    public required float GuidanceScale { get; init; }

    /// <summary>Strength; 1 where there is nothing to keep.</summary>
    public required double Strength { get; init; }

    /// <summary>Whether the strength has a say: there is a picture to start from, and a model that can.</summary>
    public required bool UsesStrength { get; init; }

    /// <summary>Seed of the first picture.</summary>
    public required long Seed { get; init; }

    /// <summary>The sampling method.</summary>
    public required Scheduler Scheduler { get; init; }

    /// <summary>What the ControlNets follow, with scales; one for each net, or none.</summary>
    public required IReadOnlyList<ControlImage> Controls { get; init; }

    /// <summary>Evaluations of the first pass, where this is the second; else null.</summary>
    public int? StepsBefore { get; init; }

    /// <summary>What the user should be told.</summary>
    public RunWarnings Warnings { get; } = new();

    /// <summary>Number of pictures.</summary>
    public int Count => Request.Count;

    /// <summary>Share of guidance rescaling.</summary>
    public float GuidanceRescale => (float)Request.GuidanceRescale;

    /// <summary>The seed of picture k of the batch.</summary>
    public long SeedOf(int k) => Request.Seeds is { } seeds ? seeds[k] : unchecked(Seed + k);
}
