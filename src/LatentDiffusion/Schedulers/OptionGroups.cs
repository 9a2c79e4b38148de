namespace LatentDiffusion;

/// <summary>Options that schedulers have in common, to be listed together.</summary>
internal static class OptionGroups
{
    /// <summary>The training noise.</summary>
    public const string Betas = " num_train_timesteps beta_start beta_end beta_schedule trained_betas ";

    /// <summary>How inference steps are picked.</summary>
    public const string Spacing = " timestep_spacing steps_offset ";

    /// <summary>The three alternative spacings of noise levels.</summary>
    public const string SigmaSpacing = " use_karras_sigmas use_exponential_sigmas use_beta_sigmas ";

    /// <summary>Dynamic thresholding.</summary>
    public const string Thresholding = " thresholding dynamic_thresholding_ratio sample_max_value ";

    /// <summary>Clipping of the clean sample.</summary>
    public const string Clipping = " clip_sample clip_sample_range ";

    /// <summary>Noise put back before steps.</summary>
    public const string Churn = " s_churn s_tmin s_tmax s_noise ";

    /// <summary>The noise levels of EDM models.</summary>
    public const string Edm = " sigma_min sigma_max sigma_data sigma_schedule num_train_timesteps rho ";

    /// <summary>The noise levels of flow-matching models.</summary>
    public const string FlowMatching = " num_train_timesteps shift use_dynamic_shifting base_shift max_shift"
        + " base_image_seq_len max_image_seq_len invert_sigmas shift_terminal time_shift_type " + SigmaSpacing;

    /// <summary>Flow-matching noise levels on solvers that were made for diffusion.</summary>
    public const string Flow = " use_flow_sigmas flow_shift ";

    /// <summary>Shifts that depend on the resolution.</summary>
    public const string DynamicShift = " use_dynamic_shifting time_shift_type ";
}
