namespace LatentDiffusion.Onnx;

/// <summary>How a value of real numbers is kept in a graph that is brought to half precision.</summary>
internal enum ValueKind
{
    /// <summary>No value of float32: a whole number, a truth value, a text.</summary>
    Other,

    /// <summary>A constant of float32, small and exact: it takes the type of what it meets.</summary>
    Constant,

    /// <summary>
    /// Float32, because it is computed from inputs (timesteps, positions) or needs the range; rounded where it meets halves.
    /// </summary>
    Single,

    /// <summary>A weight that must stay in float32.</summary>
    KeptWeight,

    /// <summary>Computed from such weights: sums with it stay in float32, as PyTorch's rules of promotion have it.</summary>
    Wide,

    /// <summary>Half precision.</summary>
    Half,
}
