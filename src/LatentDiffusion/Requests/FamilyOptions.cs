using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>
/// What only models of one family can use (<see cref="GenerationRequest.Options"/>). A model takes the options of its own family, which
/// <see cref="ModelTraits.Options"/> tells, and those that these derive from; all others it refuses. Immutable.
/// </summary>
public abstract record FamilyOptions
{
    private protected FamilyOptions()
    {
    }

    /// <summary>Fails where a value makes no sense, whatever the model.</summary>
    /// <exception cref="ArgumentException">One does; the message names both.</exception>
    internal abstract void Check();

    /// <summary>Fails where a rule is broken.</summary>
    private protected static void Require(bool condition, string name, object? value, string rule) =>
        ArgumentRule.Require(condition, $"Options.{name}", value, rule);

    /// <summary>Fails for numbers that single precision does not hold.</summary>
    private protected static void RequireSingle(string name, double value) =>
        Require(float.IsFinite((float)value), name, value, "must be a finite number of single precision");

    /// <summary>Fails for numbers of tokens below 1.</summary>
    private protected static void RequireTokens(int? tokens) =>
        Require(tokens is null or > 0, "MaxSequenceLength", tokens, "must be at least 1");
}
