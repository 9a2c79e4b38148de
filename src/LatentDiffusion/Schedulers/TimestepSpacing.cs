using System.Text.Json.Serialization;

namespace LatentDiffusion;

/// <summary>How inference steps are picked from the training steps (Lin et al. 2023, table 2, https://arxiv.org/abs/2305.08891).</summary>
public enum TimestepSpacing
{
    /// <summary>Evenly, both ends included.</summary>
    [JsonStringEnumMemberName("linspace")] Linspace,

    /// <summary>Multiples of a whole step, counted from the clean end; <c>steps_offset</c> is added.</summary>
    [JsonStringEnumMemberName("leading")] Leading,

    /// <summary>Counted back from the noisy end, which is always included.</summary>
    [JsonStringEnumMemberName("trailing")] Trailing,
}
