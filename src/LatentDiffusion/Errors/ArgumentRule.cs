namespace LatentDiffusion.Errors;

/// <summary>Checks of the values that a user gives.</summary>
internal static class ArgumentRule
{
    /// <summary>Fails where a rule is broken.</summary>
    /// <param name="condition">Whether the rule holds.</param>
    /// <param name="name">What has the value, as the user wrote it.</param>
    /// <param name="value">The value.</param>
    /// <param name="rule">The rule, after "it".</param>
    /// <exception cref="ArgumentException">It is broken; the message names value and rule.</exception>
    public static void Require(bool condition, string name, object? value, string rule)
    {
        if (!condition) throw new ArgumentException(FormattableString.Invariant($"{name} is {Shown.Of(value)}; it {rule}."), name);
    }
}
