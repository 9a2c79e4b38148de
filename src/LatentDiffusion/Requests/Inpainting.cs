using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>
/// Which part of <see cref="ImageInput.Picture"/> is drawn anew: what a mask covers, or what lies beyond the edges. Immutable.
/// </summary>
/// <param name="Mask">
/// Where to fill in: white is drawn anew, black is kept. Resized where it has another size. Default null: with <see cref="Outpaint"/>,
/// which makes its own.
/// </param>
public sealed record Inpainting(RgbImage? Mask = null)
{
    private const double MaxBlur = 1000;

    /// <summary>
    /// How softly the mask goes over, 0 to 1000: the standard deviation of a Gaussian blur, in its pixels. What is drawn anew is cut at one
    /// half; with <see cref="PasteOriginal"/> it fades into the original. Default 0: not at all.
    /// </summary>
    public double Blur { get; init; }

    /// <summary>
    /// Draws only the part of the picture around what the mask covers, with so many pixels around it, 0 or more, at the size that is asked
    /// for, and puts the result back in its place (diffusers' <c>padding_mask_crop</c>). Default null: the whole picture.
    /// </summary>
    public int? Padding { get; init; }

    /// <summary>
    /// Puts the pixels of the picture back where the mask is black, in place of what the autoencoder made of them; where it is grey, both
    /// are mixed. Default false, as in diffusers; always so with <see cref="Padding"/> and <see cref="Outpaint"/>.
    /// </summary>
    public bool PasteOriginal { get; init; }

    /// <summary>
    /// Draws on beyond the edges of the picture. Decides on the mask, <see cref="GenerationRequest.Width"/> and
    /// <see cref="GenerationRequest.Height"/>: a canvas that the model cannot draw is extended on the right and at the bottom, and cut
    /// again. Default null: not.
    /// </summary>
    public Outpainting? Outpaint { get; init; }

    /// <summary>Fails where a value makes no sense, whatever the model.</summary>
    /// <param name="request">The request that it belongs to.</param>
    /// <exception cref="ArgumentException">One does; the message names both.</exception>
    internal void Check(GenerationRequest request)
    {
        ArgumentRule.Require(
            Blur is >= 0 and <= MaxBlur, "Inpainting.Blur", Blur, FormattableString.Invariant($"must be from 0 to {MaxBlur}"));
        ArgumentRule.Require(Padding is null or >= 0, "Inpainting.Padding", Padding, "must be 0 or more");
        ArgumentRule.Require(Mask is not null || Outpaint is not null, "Inpainting.Mask", "null", "must be a picture, but with Outpaint");
        ArgumentRule.Require(
            Mask is null || request.InitImage is not null, "Inpainting.Mask", "a picture", "needs an Image.Picture to fill in");
        ArgumentRule.Require(Padding is null || Outpaint is null, "Inpainting.Padding", Padding, "must be null beside Outpaint");
        if (Outpaint is null) return;
        Outpaint.Validate();
        ArgumentRule.Require(
            request.InitImage is not null && (Mask ?? (object?)request.Width ?? request.Height) is null,
            "Inpainting.Outpaint", "set", "needs an Image.Picture, and decides on Mask, Width and Height itself");
    }
}
