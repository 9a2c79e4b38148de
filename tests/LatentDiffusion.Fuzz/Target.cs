namespace LatentDiffusion.Fuzz;

/// <summary>A parser and what it is tried with.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Sound inputs, and inputs that broke something once.</param>
/// <param name="Words">What mutations put in: names and numbers of the format.</param>
/// <param name="Parse">Parses an input and looks at all of the result.</param>
public sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Words, Action<byte[]> Parse)
{
    /// <summary>Exceptions beside the library's own that tell a caller of bad input.</summary>
    public IReadOnlyList<Type> Also { get; init; } = [];
}
