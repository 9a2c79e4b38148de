namespace LatentDiffusion;

/// <summary>How the noise levels of EDM models are spaced.</summary>
public enum EdmSigmaSchedule
{
    /// <summary><c>karras</c>: evenly in <c>sigma^(1/rho)</c> (Karras et al. 2022, https://arxiv.org/abs/2206.00364, equation 5).</summary>
    Karras,

    /// <summary><c>exponential</c>: evenly in the logarithm.</summary>
    Exponential,
}
