namespace LatentDiffusion.Evaluation;

/// <summary>How pictures are brought to the size that a network reads. Published values of a metric hold for one of them only.</summary>
internal enum ResizeKind
{
    /// <summary>Not at all: the network reads any size.</summary>
    None,

    /// <summary>TensorFlow 1's bilinear without half-pixel centres, as in the graph of the FID's Inception.</summary>
    TensorflowBilinear,

    /// <summary>clean-fid's: Pillow's bicubic of each channel in float32, clipped to 0..255 and not rounded.</summary>
    Clean,

    /// <summary>Pillow's bilinear on bytes.</summary>
    PillowBilinear,

    /// <summary>Pillow's bicubic on bytes.</summary>
    PillowBicubic,

    /// <summary>Pillow's Lanczos on bytes.</summary>
    PillowLanczos,

    /// <summary>PyTorch's <c>interpolate(mode="bilinear")</c>, without antialiasing.</summary>
    TorchBilinear,

    /// <summary>PyTorch's <c>interpolate(mode="bicubic")</c>, without antialiasing.</summary>
    TorchBicubic,
}
