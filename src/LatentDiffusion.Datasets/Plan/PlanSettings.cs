namespace LatentDiffusion.Datasets;

/// <summary>What a plan says.</summary>
internal sealed record PlanSettings
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Name { get; init; }

    /// <summary>What the card says of it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its licence, for the card.</summary>
    public string? License { get; init; }

    /// <summary>Makes another data set of the same plan.</summary>
    public long Seed { get; init; }

    /// <summary>Samples of a shard.</summary>
    public int ShardSize { get; init; } = 1000;

    /// <summary>What is written beside the shards.</summary>
    public IReadOnlyList<DatasetFormat> Formats { get; init; } = [];

    /// <summary>Splits and their shares.</summary>
    public required IReadOnlyList<(string Name, double Share)> Splits { get; init; }

    /// <summary>The classes.</summary>
    public required IReadOnlyList<ClassSettings> Classes { get; init; }

    /// <summary>What prompts are made of.</summary>
    public required Choices<TemplateSettings> Templates { get; init; }

    /// <summary>Values of the places in templates.</summary>
    public required IReadOnlyDictionary<string, Choices<string>> Attributes { get; init; }

    /// <summary>The models.</summary>
    public required Choices<ModelSettings> Models { get; init; }

    /// <summary>How samples are drawn.</summary>
    public required DrawSettings Draw { get; init; }

    /// <summary>The files of pictures.</summary>
    public ImageFormat Format { get; init; } = ImageFormat.Png;

    /// <summary>0 to 100, for JPEG and WebP.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>What samples must be like.</summary>
    public QualitySettings Gates { get; init; } = new();

    /// <summary>What is wrong with layouts of this plan, or null: some need boxes, which only masks give.</summary>
    public string? FaultOf(IEnumerable<DatasetFormat> formats)
    {
        if (Classes.Any(c => c.Mode is DatasetMode.Inside or DatasetMode.Outside)) return null;
        foreach (DatasetFormat format in formats)
            if (format is DatasetFormat.Coco or DatasetFormat.Yolo)
                return $"holds {format.ToString().ToLowerInvariant()}, which needs boxes: those of classes of the modes inside and outside";
        return null;
    }
}
