namespace LatentDiffusion;

/// <summary>
/// What Stable Diffusion XL is told of the picture's past (micro-conditioning, Podell et al. 2023, section 2.2). In pixels; null stands for
/// the size of the picture that is generated.
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

    /// <summary>
    /// Width of <see cref="OriginalWidth"/> for what guidance leads away from. Default null: the same. Without a picture to start from, the
    /// negative sizes have effect only when original and target, widths and heights are all given, as in diffusers.
    /// </summary>
    public int? NegativeOriginalWidth { get; init; }

    /// <summary>
    /// Height of <see cref="OriginalHeight"/> for what guidance leads away from; see <see cref="NegativeOriginalWidth"/>.
    /// </summary>
    public int? NegativeOriginalHeight { get; init; }

    /// <summary>
    /// Pixels of <see cref="CropLeft"/> for what guidance leads away from. Default 0. As in diffusers it has effect for the refiner, and
    /// without a picture to start from where the other negative sizes have; else the crop is the same.
    /// </summary>
    public int NegativeCropLeft { get; init; }

    /// <summary>Pixels of <see cref="CropTop"/> for what guidance leads away from; see <see cref="NegativeCropLeft"/>.</summary>
    public int NegativeCropTop { get; init; }

    /// <summary>Width of <see cref="TargetWidth"/> for what guidance leads away from; see <see cref="NegativeOriginalWidth"/>.</summary>
    public int? NegativeTargetWidth { get; init; }

    /// <summary>Height of <see cref="TargetHeight"/> for what guidance leads away from; see <see cref="NegativeOriginalWidth"/>.</summary>
    public int? NegativeTargetHeight { get; init; }

    /// <summary>Refiner: how pleasing the picture should be, about 1 to 10. Default 6.</summary>
    public double AestheticScore { get; init; } = 6;

    /// <summary>Refiner: the same for what guidance leads away from. Default 2.5.</summary>
    public double NegativeAestheticScore { get; init; } = 2.5;

    /// <summary>
    /// What the unconditional branch is told. Text to image and image to image differ in diffusers (<c>_get_add_time_ids</c> of
    /// pipeline_stable_diffusion_xl.py and pipeline_stable_diffusion_xl_img2img.py).
    /// </summary>
    /// <param name="fromPicture">Whether the generation starts from a picture or latents.</param>
    /// <param name="ratesAesthetics">Whether the model takes an aesthetic score.</param>
    internal SizeConditioning OfNegative(bool fromPicture, bool ratesAesthetics)
    {
        bool complete = (NegativeOriginalWidth, NegativeOriginalHeight, NegativeTargetWidth, NegativeTargetHeight)
            is (not null, not null, not null, not null);
        if (!fromPicture && !ratesAesthetics && !complete) return this;
        SizeConditioning own = this with
        {
            OriginalWidth = NegativeOriginalWidth ?? OriginalWidth, OriginalHeight = NegativeOriginalHeight ?? OriginalHeight,
            TargetWidth = NegativeTargetWidth ?? TargetWidth, TargetHeight = NegativeTargetHeight ?? TargetHeight,
            AestheticScore = NegativeAestheticScore,
        };
        return fromPicture && !ratesAesthetics ? own : own with { CropLeft = NegativeCropLeft, CropTop = NegativeCropTop };
    }
}
