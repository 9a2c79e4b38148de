namespace LatentDiffusion.Checkpoints;

/// <summary>What adapters do to a model.</summary>
/// <param name="Changes">What they change, by the names of components.</param>
/// <param name="Words">The learned words, the model's own and theirs.</param>
internal sealed record AdaptedModel(IReadOnlyDictionary<string, AdapterChange> Changes, LearnedTokens Words)
{
    /// <summary>The components whose graphs differ between two.</summary>
    public string[] DifferencesFrom(AdaptedModel other) =>
    [
        .. Changes.Keys.Union(other.Changes.Keys).Union(Words.Components).Union(other.Words.Components).Where(name =>
            !(Of(name) is null && other.Of(name) is null) && !AdapterChange.AreSame(Of(name), other.Of(name))
            || !Words.Of(name).SequenceEqual(other.Words.Of(name))),
    ];

    private AdapterChange? Of(string component) => Changes.GetValueOrDefault(component);
}
