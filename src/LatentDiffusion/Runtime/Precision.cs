namespace LatentDiffusion;

/// <summary>
/// What graphs compute in, whatever their weights are stored in. Inputs and outputs of graphs stay float32; so do the sums of
/// normalisations, timesteps and positions, and what diffusers keeps in float32 (the autoencoder of Stable Diffusion XL and of the x4
/// upscaler where its configuration says <c>force_upcast</c>, T5's <c>wo</c> in float16).
/// </summary>
public enum Precision
{
    /// <summary>Float32 on processors; float16 on GPUs, where it is several times as fast and half as large.</summary>
    Auto,

    /// <summary>IEEE single precision: what the reference pictures are made in.</summary>
    Float32,

    /// <summary>
    /// IEEE half precision: 11 bits, up to 65504. A graph that overflows is run again in float32, with a warning. On processors, which have
    /// no such arithmetic, it halves the memory of the weights and is slower.
    /// </summary>
    Float16,

    /// <summary>The upper half of float32: its range with 8 bits, for models that overflow in float16.</summary>
    BFloat16,
}
