namespace LatentDiffusion.Datasets;

/// <summary>What samples must be like; null where it is not asked for.</summary>
internal sealed record QualitySettings
{
    /// <summary>Attempts at one sample.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The least standard deviation of the values 0 to 255 of the picture; below it counts as uniform.</summary>
    public double Deviation { get; init; } = 2;

    /// <summary>A classifier that must agree.</summary>
    public NetworkGateSettings? Classifier { get; init; }

    /// <summary>How well the picture must fit its prompt.</summary>
    public NetworkGateSettings? Clip { get; init; }

    /// <summary>How near the picture must be to real ones of its class.</summary>
    public NetworkGateSettings? Feature { get; init; }

    /// <summary>How near it may be to the pictures that the model was trained on.</summary>
    public MemorisationSettings? Memorisation { get; init; }

    /// <summary>How near samples may be to one another.</summary>
    public DuplicateSettings? Duplicates { get; init; }
}

/// <summary>A gate by a network.</summary>
/// <param name="Network">Its folder.</param>
/// <param name="Least">The least value that passes.</param>
internal sealed record NetworkGateSettings(string Network, double Least);

/// <summary>A gate against copies of training pictures.</summary>
/// <param name="Network">Folder of the network.</param>
/// <param name="Folder">Folder of the training pictures.</param>
/// <param name="Most">The greatest cosine that passes.</param>
internal sealed record MemorisationSettings(string Network, string Folder, double Most);

/// <summary>A gate against near duplicates among samples.</summary>
/// <param name="Distance">Bits of the perceptual hash (of 64) that two samples must differ in more than.</param>
/// <param name="Network">Folder of a network whose cosine must agree that they are alike; null for the hash alone.</param>
/// <param name="Cosine">The cosine from which on they are alike.</param>
/// <param name="Spare">Share of samples that are drawn in addition, for those that are left out when shards are joined.</param>
internal sealed record DuplicateSettings(int Distance, string? Network, double Cosine, double Spare);
