namespace LatentDiffusion;

/// <summary>How the variances of the training noise rise from <c>beta_start</c> to <c>beta_end</c>.</summary>
public enum BetaSchedule
{
    /// <summary><c>linear</c>: in a straight line (Ho et al. 2020).</summary>
    Linear,

    /// <summary><c>scaled_linear</c>: their square roots in a straight line (latent diffusion, Rombach et al. 2022).</summary>
    ScaledLinear,

    /// <summary><c>squaredcos_cap_v2</c>: from a squared cosine (Nichol and Dhariwal 2021, https://arxiv.org/abs/2102.09672).</summary>
    SquaredCosine,

    /// <summary><c>sigmoid</c>: along a sigmoid (GeoDiff, Xu et al. 2022).</summary>
    Sigmoid,

    /// <summary><c>laplace</c>: from a Laplace distribution of log-SNR (Hang and Gu 2024, https://arxiv.org/abs/2407.03297).</summary>
    Laplace,

    /// <summary><c>exp</c>: from an exponential decay of the signal (diffusers' Heun scheduler).</summary>
    Exponential,
}
