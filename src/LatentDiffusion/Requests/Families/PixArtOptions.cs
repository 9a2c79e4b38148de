namespace LatentDiffusion;

/// <summary>Options of PixArt-Alpha and PixArt-Sigma, which Sana takes too.</summary>
public record PixArtOptions : FamilyOptions
{
    /// <summary>
    /// Tokens that the text encoder sees of a prompt, 1 or more; longer prompts are cut. It changes the picture even where nothing is cut.
    /// Default null: what the family uses in diffusers (PixArt-Alpha: 120, PixArt-Sigma and Sana: 300).
    /// </summary>
    public int? MaxSequenceLength { get; init; }

    /// <summary>
    /// Whether links, file names, hashes, shop phrases and the like are taken out of prompts first (diffusers' <c>clean_caption</c>). There
    /// it is on by default for PixArt, off for Sana, and without effect unless the Python packages bs4 and ftfy are installed, which
    /// diffusers does not do. Their part, markup and mended encodings, is not done here; markup gives a warning. Default false.
    /// </summary>
    public bool CleanCaption { get; init; }

    /// <summary>
    /// Whether to draw at that size among those of the model's training whose aspect ratio is closest, and to resize and crop the pictures
    /// to the size asked for, which may be any then (diffusers' <c>use_resolution_binning</c>). Latents keep the size that was drawn.
    /// Default null: where the model has such sizes, and nothing to start from.
    /// </summary>
    public bool? ResolutionBinning { get; init; }

    /// <inheritdoc/>
    internal override void Check() => RequireTokens(MaxSequenceLength);
}
