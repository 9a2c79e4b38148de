namespace LatentDiffusion.Mutation;

/// <summary>Which files are changed, and by which tests they are held.</summary>
internal static class Scope
{
    /// <summary>
    /// Loops over pointers, where a mutant may end the process (<c>FusedLinearTests</c> hold them to plain loops), and lists of names.
    /// </summary>
    private static readonly string[] Left =
        ["FusedLoops", "FusedLinear", "KeptVector", "CacheLine", "Operands", "SchedulerNames", "ShownJson"];

    /// <summary>What schedules need of the numerics; the rest of them is held bit for bit to PyTorch.</summary>
    private static readonly string[] Numerics = ["BetaDistribution.cs", "Quadrature.cs", "SingleMath.cs"];

    /// <summary>Tests of times and allocations say nothing about coefficients.</summary>
    private static readonly string[] LeftTests = ["ScheduleSetupTests", "StepAllocationTests"];

    /// <summary>The tests that find most come first.</summary>
    private static readonly string[] First =
    [
        "PointMassTests", "ConvergenceOrderTests", "SchedulerConformanceTests", "RunMemoryTests", "ScheduleRulesTests",
        "SchedulerOptionsTests",
    ];

    /// <summary>Whether a file is changed.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="names">Beginnings of names, or none for all that schedules are made of.</param>
    public static bool Takes(string path, string[] names)
    {
        string name = Path.GetFileName(path), folder = path.Replace(Path.DirectorySeparatorChar, '/');
        if (names.Length > 0) return names.Any(n => name.StartsWith(n, StringComparison.Ordinal));
        return (folder.Contains("/src/LatentDiffusion/Scheduling/") || Numerics.Contains(name))
            && !Left.Any(l => name.StartsWith(l, StringComparison.Ordinal));
    }

    /// <summary>The test classes of schedulers and numerics: a file is a class.</summary>
    public static string[] TestClasses(string root)
    {
        IEnumerable<string> files = new[] { "Schedulers", "Numerics" }
            .SelectMany(f => Directory.GetFiles(
                Path.Combine(root, "tests/LatentDiffusion.Tests", f), "*Tests.cs", SearchOption.AllDirectories));
        return [.. First, .. files.Select(f => Path.GetFileNameWithoutExtension(f)!).Except(First).Except(LeftTests).Order()];
    }

    /// <summary>Mutants that change nothing, with the reason: lines of key, two spaces, <c>#</c> and reason.</summary>
    public static Dictionary<string, string> Accepted(string path)
    {
        Dictionary<string, string> accepted = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            int reason = line.IndexOf("  # ", StringComparison.Ordinal);
            if (reason > 0) accepted[line[..reason]] = line[(reason + 4)..];
        }

        return accepted;
    }
}
