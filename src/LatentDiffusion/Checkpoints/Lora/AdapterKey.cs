namespace LatentDiffusion;

/// <summary>What the key of a tensor in an adapter says.</summary>
/// <param name="Component">
/// The component that it changes, <see cref="Denoiser"/> for a U-Net or transformer, or null where the key does not tell.
/// </param>
/// <param name="Layer">Name of the layer with underscores for dots, which is how the tools differ least.</param>
/// <param name="Role">What the tensor is in the formula of its kind, for example <c>lora_up</c>.</param>
internal readonly record struct AdapterKey(string? Component, string Layer, string Role)
{
    /// <summary>Stands for the component that predicts noise, whatever its name.</summary>
    public const string Denoiser = "denoiser";
}
