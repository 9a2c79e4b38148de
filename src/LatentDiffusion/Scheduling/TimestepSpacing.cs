namespace LatentDiffusion;

/// <summary>How inference steps are picked from the training steps (Lin et al. 2023, table 2, https://arxiv.org/abs/2305.08891).</summary>
public enum TimestepSpacing
{
    /// <summary><c>linspace</c>: evenly, both ends included.</summary>
    Linspace,

    /// <summary><c>leading</c>: multiples of a whole step, counted from the clean end; <c>steps_offset</c> is added.</summary>
    Leading,

    /// <summary><c>trailing</c>: counted back from the noisy end, which is always included.</summary>
    Trailing,
}
