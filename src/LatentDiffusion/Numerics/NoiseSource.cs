namespace LatentDiffusion;

/// <summary>Which generator turns a seed into noise. Tools that agree on the generator draw the same picture for the same seed.</summary>
public enum NoiseSource
{
    /// <summary>
    /// <c>torch.randn</c> on a CPU generator, bit for bit as PyTorch gives it on x86-64 processors with AVX2 (within 2.4e-7 of it on
    /// others): what diffusers draws with <c>torch.Generator("cpu").manual_seed(seed)</c>, and the default of ComfyUI. Of the seed's 64
    /// bits this generator uses the low 32.
    /// </summary>
    TorchCpu,

    /// <summary>
    /// <c>torch.randn</c> on a CUDA generator, within 1e-6, while a draw has no more elements than the GPU runs threads at once (40,960 on
    /// a Tesla T4, more on larger ones; beyond that PyTorch's own noise depends on the GPU): the default of the AUTOMATIC1111 web UI, whose
    /// CPU port ("NV") this equals at any size. All 64 bits of the seed count.
    /// </summary>
    Philox,
}
