namespace LatentDiffusion;

/// <summary>
/// What Stable Diffusion XL is told of the picture's past (micro-conditioning, Podell et al. 2023, section 2.2). In pixels; null stands for the
/// size of the picture that is generated.
/// </summary>
public sealed record SizeConditioning
{
    /// <summary>Width that the picture pretends to have had before it was scaled. Small values give blurry pictures.</summary>
    public int? OriginalWidth { get; init; }

    /// <summary>Height that the picture pretends to have had before it was scaled.</summary>
    public int? OriginalHeight { get; init; }

    /// <summary>Pixels that the picture pretends to have lost on its left. Default 0: a centred object.</summary>
    public int CropLeft { get; init; }

    /// <summary>Pixels that the picture pretends to have lost at its top. Default 0.</summary>
    public int CropTop { get; init; }

    /// <summary>Width that the picture is meant to have.</summary>
    public int? TargetWidth { get; init; }

    /// <summary>Height that the picture is meant to have.</summary>
    public int? TargetHeight { get; init; }

    /// <summary>Refiner: how pleasing the picture should be, about 1 to 10. Default 6.</summary>
    public double AestheticScore { get; init; } = 6;

    /// <summary>Refiner: the same for what guidance leads away from. Default 2.5.</summary>
    public double NegativeAestheticScore { get; init; } = 2.5;
}
