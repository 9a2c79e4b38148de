namespace LatentDiffusion.Provenance;

/// <summary>Collects what a validation finds.</summary>
internal sealed class Findings
{
    private readonly List<C2paStatus> _all = [];

    /// <summary>All so far.</summary>
    public IReadOnlyList<C2paStatus> All => _all;

    /// <summary>Whether anything is broken.</summary>
    public bool HasFailure => _all.Any(s => s.Kind == C2paStatusKind.Failure);

    /// <summary>Something holds.</summary>
    public void Success(string code, string? uri, string explanation) => Add(C2paStatusKind.Success, code, uri, explanation);

    /// <summary>Something to know.</summary>
    public void Note(string code, string? uri, string explanation) => Add(C2paStatusKind.Informational, code, uri, explanation);

    /// <summary>Something is broken.</summary>
    public void Failure(string code, string? uri, string explanation) => Add(C2paStatusKind.Failure, code, uri, explanation);

    /// <summary>Something holds or is broken.</summary>
    public void Add(bool holds, string code, string otherwise, string? uri, string explanation) =>
        Add(holds ? C2paStatusKind.Success : C2paStatusKind.Failure, holds ? code : otherwise, uri, explanation);

    /// <summary>Adds a finding.</summary>
    public void Add(C2paStatusKind kind, string code, string? uri, string explanation) =>
        _all.Add(new C2paStatus(kind, code, uri, explanation));
}
