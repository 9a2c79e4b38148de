namespace LatentDiffusion.Datasets;

/// <summary>A class of the data set.</summary>
internal sealed record ClassSettings
{
    /// <summary>Its name, the label.</summary>
    public required string Name { get; init; }

    /// <summary>What stands for it in prompts.</summary>
    public required string Title { get; init; }

    /// <summary>Where the plan has it.</summary>
    public required int Line { get; init; }

    /// <summary>How many samples to draw, or null.</summary>
    public long? Count { get; init; }

    /// <summary>How many there are to be with the real ones, or null.</summary>
    public long? Fill { get; init; }

    /// <summary>How samples come about.</summary>
    public required DatasetMode Mode { get; init; }

    /// <summary>Folder of real pictures, or null.</summary>
    public string? Real { get; init; }

    /// <summary>Folder of masks of the object, by the names of the real pictures, or null.</summary>
    public string? Masks { get; init; }

    /// <summary>Folder of pictures that a ControlNet follows, or null.</summary>
    public string? Controls { get; init; }

    /// <summary>The number of its logit in the classifier; null for its place in the plan.</summary>
    public int? Logit { get; init; }

    /// <summary>What prompts are made of; null where the plan as a whole says it.</summary>
    public Choices<TemplateSettings>? Templates { get; init; }
}
