namespace LatentDiffusion.Checkpoints;

/// <summary>An adapter that a pipeline uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its tensors.</param>
/// <param name="Scale">The strength that the user wants.</param>
/// <param name="TextScale">The same for text encoders.</param>
/// <param name="IsNamed">Whether a prompt names it, so that strengths mean what they mean in stable-diffusion-webui.</param>
internal sealed record LoadedAdapter(string Name, AdapterFile File, double Scale, double TextScale, bool IsNamed = false)
{
    /// <summary>Opens the file.</summary>
    /// <exception cref="ModelFormatException">It is not sound.</exception>
    public static LoadedAdapter Open(LoraFile lora) => new(lora.GivenName, AdapterFile.Open(lora.Path), lora.Scale, lora.Scale);
}
