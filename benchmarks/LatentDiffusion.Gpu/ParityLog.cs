namespace LatentDiffusion.Gpu;

/// <summary>
/// The results of a precision, one line each, written as they come: a process that is ended, or that a driver's fault ends, loses none, and
/// the next one goes on after the case in which it ended.
/// </summary>
internal sealed class ParityLog
{
    private readonly FileInfo _file;
    private readonly Dictionary<(string, string), ParityResult> _results = [];

    /// <summary>Reads what is there.</summary>
    public ParityLog(FileInfo file)
    {
        _file = file;
        file.Directory!.Create();
        if (!file.Exists) return;
        foreach (string line in File.ReadLines(file.FullName).Where(l => l.EndsWith('}'))) Keep(JsonFiles.FromLine<ParityResult>(line));
        foreach (ParityResult lost in _results.Values.Where(r => r.Passed is null).ToArray())
            Write(lost with { Passed = false, Error = "the process ended in this case" });
    }

    /// <summary>All results.</summary>
    public IReadOnlyCollection<ParityResult> Results => _results.Values;

    /// <summary>Whether a case is done.</summary>
    public bool Has(ParityCase c) => _results.ContainsKey((c.Model, c.Name));

    /// <summary>Adds a result, or the beginning of a case.</summary>
    public void Write(ParityResult result)
    {
        Keep(result);
        File.AppendAllText(_file.FullName, "\n" + JsonFiles.ToLine(result)); // first the break: the last line may be cut off
    }

    private void Keep(ParityResult result) => _results[(result.Model, result.Case)] = result;
}
