namespace LatentDiffusion.Checkpoints;

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

    /// <summary>The component of T5 as Stable Diffusion 3 has it.</summary>
    public const string T5 = "text_encoder_3";

    /// <summary>Name of the adapter within a dump of PEFT, which can hold several; empty elsewhere.</summary>
    public string Adapter { get; init; } = "";

    /// <summary>Whether the tensors are for the first rows of the layer only, as many as they have.</summary>
    public bool IsOfFirstRows { get; init; }
}
