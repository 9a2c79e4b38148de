namespace LatentDiffusion.Checkpoints;

/// <summary>How strongly an adapter changes a layer.</summary>
/// <param name="Scale">The strength that the user wants.</param>
/// <param name="IsOfWhole">
/// Whether the strength of DoRA is of the change as a whole, <c>W + s (m (W + d) / |W + d| - W)</c>, as in stable-diffusion-webui, so that
/// 0 is the model itself; else it is within the norm, <c>m (W + s d) / |W + s d|</c>, as in diffusers. Others have no such choice.
/// </param>
internal readonly record struct AdapterStrength(double Scale, bool IsOfWhole);
