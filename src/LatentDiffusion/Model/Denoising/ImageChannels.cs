namespace LatentDiffusion.Model;

/// <summary>
/// Channels that the denoiser sees beside the latents: a mask, the latents of a picture. They stay the same in all steps.
/// </summary>
/// <param name="Values">[pictures, channels, height, width] at the size of the latents, row-major.</param>
/// <param name="Channels">How many.</param>
/// <param name="BlankBranch">Branch that sees zeros in their place, or null.</param>
internal sealed record ImageChannels(float[] Values, int Channels, int? BlankBranch = null);
