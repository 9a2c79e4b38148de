namespace LatentDiffusion.Mutation;

/// <summary>
/// A file with what became of each mutant, so that a hunt goes on after one that ended the process: its line says only that it began.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class State(string path)
{
    private const string Began = "began", Survived = "SURVIVED", Dead = "dead", NoProgram = "no program";

    /// <summary>Mutants that need not be run: those that have an end, and those that were the end of a process.</summary>
    public HashSet<int> Known => [.. Lines.Select(line => line.Id)];

    /// <summary>Mutants that no test noticed.</summary>
    public HashSet<int> Survivors => [.. Lines.Where(line => line.What == Survived).Select(line => line.Id)];

    /// <summary>Mutants that do not compile.</summary>
    public int NoPrograms => Lines.Count(line => line.What == NoProgram);

    private IEnumerable<(string What, int Id)> Lines => File.Exists(path)
        ? File.ReadLines(path).Select(line => line.Split('\t')).Select(parts => (parts[0], int.Parse(parts[1])))
        : [];

    /// <summary>Notes that a mutant is about to run.</summary>
    public void Begin(Mutant mutant) => Write(Began, mutant, "");

    /// <summary>Notes the test that failed, or null where none did.</summary>
    public void End(Mutant mutant, string? failure) => Write(failure is null ? Survived : Dead, mutant, failure);

    /// <summary>Notes that a mutant does not compile.</summary>
    public void Skip(Mutant mutant) => Write(NoProgram, mutant, "");

    private void Write(string what, Mutant mutant, string? why) => File.AppendAllText(
        path, $"{what}\t{mutant.Id}\t{mutant.Line}\t{mutant.Key}\t{why?.ReplaceLineEndings(" ")}\n");
}
