using System.Globalization;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Pictures that were left out, on standard error.</summary>
internal static class EvaluationProblems
{
    private const int Named = 20;

    /// <summary>Counts and names them.</summary>
    public static void Warn(string what, IReadOnlyList<PictureProblem> problems)
    {
        if (problems.Count == 0) return;
        Terminal.Warning(string.Create(CultureInfo.InvariantCulture, $"{what}: pictures that were left out: {problems.Count}."));
        foreach (PictureProblem problem in problems.Take(Named)) Terminal.Warning($"{problem.Path}: {problem.Reason}");
        if (problems.Count > Named)
            Terminal.Warning(string.Create(CultureInfo.InvariantCulture, $"and {problems.Count - Named} more; --json names all."));
    }

    /// <summary>Says where the pictures of a set have several sizes.</summary>
    public static void WarnOfSizes(string what, IReadOnlyDictionary<(int Width, int Height), int> sizes)
    {
        if (sizes.Count < 2) return;
        var some = sizes.OrderByDescending(s => s.Value).Take(3)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value} of {s.Key.Width}x{s.Key.Height}"));
        Terminal.Warning(string.Create(
            CultureInfo.InvariantCulture, $"{what}: the pictures have {sizes.Count} sizes ({string.Join(", ", some)}); all are resized."));
    }
}
