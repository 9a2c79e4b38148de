namespace LatentDiffusion.Fuzz;

/// <summary>What came of a target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Inputs">Inputs that were tried.</param>
/// <param name="Read">Those that were read.</param>
/// <param name="Refused">Those that were refused by an exception of the library.</param>
/// <param name="Findings">One for each kind of what must not happen.</param>
public sealed record FuzzResult(string Target, long Inputs, long Read, long Refused, IReadOnlyList<Finding> Findings)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Target,-22} {Inputs,10} inputs: {Read} read, {Refused} refused, {Inputs - Read - Refused} untyped or too slow");
}
