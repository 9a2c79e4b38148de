using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>An <see cref="IPromptPolicy"/> refused a request; nothing was computed.</summary>
public sealed class PromptRefusedException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="policy">Name of the policy.</param>
    /// <param name="reason">Why it refused.</param>
    public PromptRefusedException(string policy, string reason)
        : base($"The policy '{Shown.Of(policy)}' refuses this request: {Shown.Of(reason)}") => (Policy, Reason) = (policy, reason);

    /// <summary>Name of the policy.</summary>
    public string Policy { get; }

    /// <summary>Why it refused.</summary>
    public string Reason { get; }
}
