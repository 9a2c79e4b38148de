using System.Text.Json.Serialization;

namespace LatentDiffusion;

/// <summary>What a denoiser was trained to predict, given <c>x = alpha * x0 + sigma * noise</c>.</summary>
public enum PredictionType
{
    /// <summary>The noise (Ho et al. 2020, https://arxiv.org/abs/2006.11239).</summary>
    [JsonStringEnumMemberName("epsilon")] Epsilon,

    /// <summary>The clean sample.</summary>
    [JsonStringEnumMemberName("sample")] Sample,

    /// <summary>The velocity <c>alpha * noise - sigma * x0</c> (Salimans and Ho 2022, https://arxiv.org/abs/2202.00512).</summary>
    [JsonStringEnumMemberName("v_prediction")] VPrediction,

    /// <summary>The flow <c>noise - x0</c> of a straight path (Liu et al. 2022, https://arxiv.org/abs/2209.03003).</summary>
    [JsonStringEnumMemberName("flow_prediction")] FlowPrediction,
}
