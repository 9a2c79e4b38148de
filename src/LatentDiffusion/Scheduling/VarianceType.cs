namespace LatentDiffusion;

/// <summary>The variance of the noise that a step of DDPM puts back, and whether a model predicts it.</summary>
public enum VarianceType
{
    /// <summary>
    /// <c>fixed_small</c>: that of data without any spread (Ho et al. 2020, https://arxiv.org/abs/2006.11239, section 3.2).
    /// </summary>
    FixedSmall,

    /// <summary><c>fixed_small_log</c>: as <see cref="FixedSmall"/>, by way of its logarithm.</summary>
    FixedSmallLog,

    /// <summary><c>fixed_large</c>: that of unit normal data.</summary>
    FixedLarge,

    /// <summary><c>fixed_large_log</c>: as <see cref="FixedLarge"/>, by way of its logarithm.</summary>
    FixedLargeLog,

    /// <summary><c>learned</c>: the model puts out the variance beside its prediction.</summary>
    Learned,

    /// <summary>
    /// <c>learned_range</c>: the model puts out where the logarithm lies between the small and the large variance, from -1 to 1 (Nichol and
    /// Dhariwal 2021, https://arxiv.org/abs/2102.09672, equation 15).
    /// </summary>
    LearnedRange,
}
