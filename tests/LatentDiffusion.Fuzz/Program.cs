using System.Globalization;

namespace LatentDiffusion.Fuzz;

/// <summary>
/// Tries mutated files on every parser: <c>dotnet run -c Release --project tests/LatentDiffusion.Fuzz -- [target...] [--seconds 60]
/// [--count N] [--seed S] [--only INDEX]</c>. Exits with 1 where an input ended in anything but a result or one of the library's
/// exceptions.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is ["soak", var pipelines, var model])
        {
            Soak.Run(int.Parse(pipelines, CultureInfo.InvariantCulture), model);
            return 0;
        }

        Dictionary<string, long> numbers = new() { ["--seconds"] = 60, ["--count"] = long.MaxValue, ["--seed"] = 1, ["--only"] = -1 };
        List<string> names = [];
        for (int i = 0; i < args.Length; i++)
        {
            if (numbers.ContainsKey(args[i]) && i + 1 < args.Length) numbers[args[i]] = long.Parse(args[++i], CultureInfo.InvariantCulture);
            else names.Add(args[i]);
        }

        using Targets targets = new();
        Target[] chosen = [.. targets.All.Where(t => names.Count == 0 || names.Contains(t.Name))];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"There is no such target. There are: {string.Join(", ", targets.All.Select(t => t.Name))}.");
            return 2;
        }

        int findings = 0;
        foreach (Target target in chosen)
        {
            FuzzResult result = Fuzzer.Run(
                target, (ulong)numbers["--seed"], numbers["--count"], TimeSpan.FromSeconds(numbers["--seconds"]), numbers["--only"]);
            Console.Out.WriteLine(result);
            foreach (Finding finding in result.Findings) Console.Out.WriteLine(finding);
            findings += result.Findings.Count;
        }

        return findings == 0 ? 0 : 1;
    }
}
