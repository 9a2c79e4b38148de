namespace LatentDiffusion;

/// <summary>What a request that is silent gets: the defaults of the family's pipelines in diffusers.</summary>
/// <param name="Steps">Number of steps.</param>
/// <param name="GuidanceScale">Guidance scale.</param>
/// <param name="Strength">Strength of image to image.</param>
/// <param name="InpaintingStrength">Strength with a mask.</param>
internal sealed record ModelDefaults(int Steps, double GuidanceScale, double Strength = 0.8, double InpaintingStrength = 1);
