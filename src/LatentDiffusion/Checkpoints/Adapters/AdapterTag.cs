namespace LatentDiffusion.Checkpoints;

/// <summary>An adapter that a prompt asks for.</summary>
/// <param name="Name">Its name within the folder of adapters.</param>
/// <param name="TextScale">Strength in text encoders.</param>
/// <param name="Scale">Strength in the denoiser.</param>
internal readonly record struct AdapterTag(string Name, double TextScale, double Scale);
