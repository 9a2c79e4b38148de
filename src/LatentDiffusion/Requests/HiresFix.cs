using LatentDiffusion.Requests;

namespace LatentDiffusion;

/// <summary>
/// A second pass at a larger size: models draw sizes well that they were trained on, so the picture is drawn at such a one, enlarged, and
/// from there drawn anew in part (the "hires fix" of stable-diffusion-webui, https://github.com/AUTOMATIC1111/stable-diffusion-webui).
/// </summary>
public sealed record HiresFix
{
    /// <summary>Enlargement of both sides, from 1; the sides are rounded down to what the model can draw. Default 2.</summary>
    public double Scale { get; init; } = 2;

    /// <summary>
    /// Width of the result in pixels, in place of <see cref="Scale"/>; with other proportions than the first pass, the picture is
    /// stretched. Default null: in proportion to <see cref="Height"/>, else by <see cref="Scale"/>.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Height of the result in pixels; see <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>How the picture is enlarged. Default <see cref="HiresUpscaling.Latent"/>.</summary>
    public HiresUpscaling Upscaling { get; init; }

    /// <summary>
    /// How far the second pass goes from the enlarged picture, above 0 to 1; of its steps, this share is run. Default 0.7.
    /// </summary>
    public double Strength { get; init; } = 0.7;

    /// <summary>Number of steps of which the second pass runs its share, at least 1. Default null: that of the first.</summary>
    public int? Steps { get; init; }

    /// <summary>Names of the fields of <see cref="TextFields"/>.</summary>
    internal const string ScaleField = "Hires upscale", SizeField = "Hires resize", StepsField = "Hires steps",
        UpscalerField = "Hires upscaler";

    /// <summary>
    /// What is written into the file, as stable-diffusion-webui names it (modules/processing.py, <c>StableDiffusionProcessingTxt2Img</c>);
    /// the size there is that of the first pass.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, string>> TextFields()
    {
        if (Width is null && Height is null) yield return new(ScaleField, FormattableString.Invariant($"{Scale}"));
        else yield return new(SizeField, FormattableString.Invariant($"{Width ?? 0}x{Height ?? 0}"));
        if (Steps is { } steps) yield return new(StepsField, FormattableString.Invariant($"{steps}"));
        yield return new(UpscalerField, Upscaling.TextName());
    }
}
