namespace LatentDiffusion;

/// <summary>What Euler's method tells the model of its noise level.</summary>
public enum TimestepType
{
    /// <summary><c>discrete</c>: the training step.</summary>
    Discrete,

    /// <summary><c>continuous</c>: a quarter of the logarithm of the noise level, for models that predict the velocity.</summary>
    Continuous,
}
