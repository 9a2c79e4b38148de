using LatentDiffusion.Datasets;
using LatentDiffusion.Safety;

namespace LatentDiffusion.Cli;

/// <summary>Rejects samples of a data set that a checker finds unsafe; their scores are in the records.</summary>
/// <param name="checker">The checker.</param>
/// <param name="onlyReports">Whether they are kept all the same.</param>
internal sealed class SafetyGate(IImageSafetyChecker checker, bool onlyReports) : IQualityGate
{
    /// <inheritdoc/>
    public string Name => "safety";

    /// <summary>Name of the checker.</summary>
    public string Checker => onlyReports ? $"{checker.Name}, reported only" : checker.Name;

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        SafetyFinding finding = checker.Check(image, cancellationToken);
        double? most = finding.Scores.Count == 0 ? null : Math.Round(finding.Scores.Max(s => s.Value), 4);
        if (onlyReports || !finding.IsUnsafe) return new GateVerdict(most, null);
        string what = string.Join(", ", finding.Scores.Where(s => s.IsOver).Select(s => s.Name));
        return new GateVerdict(most, $"safety: {checker.Name} finds it unsafe{(what.Length > 0 ? $" ({what})" : "")}");
    }
}
