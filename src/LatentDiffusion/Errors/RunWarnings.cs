namespace LatentDiffusion.Errors;

/// <summary>What the user should be told of a model or a generation, each thing once. Safe for several threads.</summary>
internal sealed class RunWarnings
{
    private const int Longest = 1000; // a path and several values

    private readonly List<string> _all = [];

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_all) return [.. _all];
        }
    }

    /// <summary>Adds a warning.</summary>
    public void Add(string warning)
    {
        string shown = Shown.Of(warning, Longest);
        lock (_all)
            if (!_all.Contains(shown)) _all.Add(shown);
    }
}
