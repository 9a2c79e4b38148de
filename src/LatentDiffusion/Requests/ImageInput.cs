using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>What a generation starts from in place of noise: a picture, or latents. Immutable.</summary>
/// <param name="Picture">
/// The picture to start from (image to image), or to fill in (with <see cref="GenerationRequest.Inpainting"/>). Resized where it has
/// another size. Default null: none.
/// </param>
public sealed record ImageInput(RgbImage? Picture = null)
{
    /// <summary>
    /// How far to go from the picture or latents: above 0 (keeps them) to 1 (ignores them); of the steps, this share is run. Default null:
    /// the default of the family in diffusers (Stable Diffusion: 0.8, and 1 with a mask).
    /// </summary>
    public double? Strength { get; init; }

    /// <summary>
    /// Latents to start from, as <see cref="GenerationResult.Latents"/> gives them, in place of a picture: one for each picture of the
    /// batch, of the size that is asked for. With <see cref="StepSchedule.Start"/> they are as noisy as another model left them; else they
    /// are those of pictures, noised as <see cref="Strength"/> says. Default none.
    /// </summary>
    public ReadOnlyMemory<float>? Latents { get; init; }

    /// <summary>
    /// With <see cref="StepSchedule.Start"/>: how the other model made the latents, as its pictures tell
    /// (<see cref="GeneratedImage.Parameters"/>). The pictures then tell of both, so that they can be drawn again. Default null.
    /// </summary>
    public GenerationParameters? FirstPass { get; init; }

    /// <summary>
    /// Further pictures that the result is made from and that nothing else tells, such as the one behind <see cref="Latents"/>. They change
    /// no pixel: stages and marks of origin read them. Default none.
    /// </summary>
    public IReadOnlyList<RgbImage> Sources { get; init; } = [];

    /// <summary>All pictures that the result is made from.</summary>
    internal IReadOnlyList<RgbImage> AllSources => Picture is null ? Sources : [Picture, .. Sources];

    /// <summary>Fails where a value makes no sense, whatever the model.</summary>
    /// <exception cref="ArgumentException">One does; the message names both.</exception>
    internal void Check()
    {
        ArgumentRule.Require(Sources is not null, "Image.Sources", "null", "must be a list; an empty one for none");
        ArgumentRule.Require(Sources!.All(s => s is not null), "Image.Sources", "a list with null in it", "must hold pictures");
        ArgumentRule.Require(
            Strength is null || Picture is not null || Latents is not null, "Image.Strength", Strength, "needs a picture or latents to start from");
        ArgumentRule.Require(
            Latents is null || Picture is null, "Image.Latents", $"{Latents?.Length} numbers", "must be null beside a Picture");
    }
}
