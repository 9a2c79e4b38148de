namespace LatentDiffusion;

/// <summary>The noise level that the last step leads to.</summary>
public enum FinalSigmasType
{
    /// <summary><c>zero</c>: no noise at all.</summary>
    Zero,

    /// <summary><c>sigma_min</c>: the smallest noise level of the training.</summary>
    SigmaMin,
}
