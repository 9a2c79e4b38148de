namespace LatentDiffusion.Fuzz;

/// <summary>An input that ended in something that must not happen.</summary>
/// <param name="Index">Number of the input, to repeat it: <c>--only INDEX</c> with the same seed.</param>
/// <param name="What">What happened.</param>
public sealed record Finding(long Index, string What)
{
    public override string ToString() => FormattableString.Invariant($"  input {Index}: {What}");
}
