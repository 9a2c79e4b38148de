namespace LatentDiffusion;

/// <summary>What a denoiser was trained to predict, given <c>x = alpha * x0 + sigma * noise</c>.</summary>
public enum PredictionType
{
    /// <summary><c>epsilon</c>: the noise (Ho et al. 2020, https://arxiv.org/abs/2006.11239).</summary>
    Epsilon,

    /// <summary><c>sample</c>: the clean sample.</summary>
    Sample,

    /// <summary>
    /// <c>v_prediction</c>: the velocity <c>alpha * noise - sigma * x0</c> (Salimans and Ho 2022, https://arxiv.org/abs/2202.00512).
    /// </summary>
    VPrediction,

    /// <summary>
    /// <c>flow_prediction</c>: the flow <c>noise - x0</c> of a straight path (Liu et al. 2022, https://arxiv.org/abs/2209.03003).
    /// </summary>
    FlowPrediction,
}
