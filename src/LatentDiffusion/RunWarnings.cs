namespace LatentDiffusion;

/// <summary>What the user should be told of a generation that runs, each thing once.</summary>
internal sealed class RunWarnings
{
    private readonly List<string> _all = [];

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Adds a warning.</summary>
    public void Add(string warning)
    {
        if (!_all.Contains(warning)) _all.Add(warning);
    }
}
