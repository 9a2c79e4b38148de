namespace LatentDiffusion;

/// <summary>How Euler's method finds noise levels between those of training steps.</summary>
public enum InterpolationType
{
    /// <summary><c>linear</c>: in the noise level.</summary>
    Linear,

    /// <summary><c>log_linear</c>: evenly in its logarithm, from the largest level to the smallest.</summary>
    LogLinear,
}
