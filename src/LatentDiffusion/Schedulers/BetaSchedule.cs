using System.Text.Json.Serialization;

namespace LatentDiffusion;

/// <summary>How the variances of the training noise rise from <c>beta_start</c> to <c>beta_end</c>.</summary>
public enum BetaSchedule
{
    /// <summary>In a straight line (Ho et al. 2020).</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>Their square roots in a straight line (latent diffusion, Rombach et al. 2022).</summary>
    [JsonStringEnumMemberName("scaled_linear")] ScaledLinear,

    /// <summary>From a squared cosine (Nichol and Dhariwal 2021, https://arxiv.org/abs/2102.09672).</summary>
    [JsonStringEnumMemberName("squaredcos_cap_v2")] SquaredCosine,

    /// <summary>Along a sigmoid (GeoDiff, Xu et al. 2022).</summary>
    [JsonStringEnumMemberName("sigmoid")] Sigmoid,

    /// <summary>From a Laplace distribution of log-SNR (Hang and Gu 2024, https://arxiv.org/abs/2407.03297).</summary>
    [JsonStringEnumMemberName("laplace")] Laplace,

    /// <summary>From an exponential decay of the signal (diffusers' Heun scheduler).</summary>
    [JsonStringEnumMemberName("exp")] Exponential,
}
