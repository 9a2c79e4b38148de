using System.Diagnostics;
using System.Runtime.CompilerServices;
using LatentDiffusion.Mutation;

// dotnet run --project tests/LatentDiffusion.Mutation -- [FILE ...] [--tests CLASS,...] [--log PATH]: see README.md.
string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));
string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
string tests = Path.Combine(root, $"tests/LatentDiffusion.Tests/bin/{configuration}/net10.0");
string[] names = [.. args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
string[] classes = Option("--tests")?.Split(',') ?? Scope.TestClasses(root);
string log = Option("--log") ?? Path.Combine(Path.GetTempPath(), $"mutants-{Environment.ProcessId}.log");

State state = new(log);
Library library = Library.Read(Path.Combine(root, "src/LatentDiffusion"), tests);
List<Mutant> mutants = library.Mutants(file => Scope.Takes(file, names));
if (args.Contains("--child"))
{
    new Hunt(library, tests, classes, state).Run(mutants);
    return 0;
}

// A mutant may end the process: by a stack without end, or because it never comes back.
for (int known = -1; state.Known.Count > known;)
{
    known = state.Known.Count;
    using Process child = Process.Start(Environment.ProcessPath!, [.. Arguments(), .. args, "--log", log, "--child"]);
    child.WaitForExit();
    if (child.ExitCode == 0) break;
}

if (state.Known.Count < mutants.Count) throw new InvalidOperationException("The hunt does not go on.");
Dictionary<string, string> accepted = Scope.Accepted(Path.Combine(root, "tests/LatentDiffusion.Mutation/accepted.txt"));
List<Mutant> survivors = [.. mutants.Where(m => state.Survivors.Contains(m.Id))];
List<Mutant> unexplained = [.. survivors.Where(m => !accepted.ContainsKey(m.Key))];
Console.WriteLine($"{mutants.Count} mutants, {state.NoPrograms} of which are no program.");
Console.WriteLine($"{survivors.Count} survive, of which {survivors.Count - unexplained.Count} are accepted.");
foreach (Mutant mutant in unexplained) Console.WriteLine($"{mutant.Line,4}  {mutant.Key}");
return unexplained.Count == 0 ? 0 : 1;

string? Option(string name) => Array.IndexOf(args, name) is var index and >= 0 && index + 1 < args.Length ? args[index + 1] : null;

// Under "dotnet program.dll" the program is the first argument of the process.
static string[] Arguments() =>
    Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

static string Here([CallerFilePath] string path = "") => path;
