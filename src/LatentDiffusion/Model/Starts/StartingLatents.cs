namespace LatentDiffusion.Model;

/// <summary>Where a generation begins.</summary>
/// <param name="Values">The samples of all pictures.</param>
/// <param name="Mask">What is kept of a picture after each step, or null.</param>
/// <param name="Channels">What the denoiser sees beside the latents, or null.</param>
internal sealed record StartingLatents(float[] Values, LatentMask? Mask = null, ImageChannels? Channels = null);
