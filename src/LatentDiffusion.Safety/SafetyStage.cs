namespace LatentDiffusion.Safety;

/// <summary>
/// Checks finished pictures: a stage for the beginning of <see cref="PipelineOptions.ImageStages"/>, so that watermarks are written into
/// what is given back. Previews of steps are withheld, unless all that is done is to report: they would go around the check.
/// </summary>
public sealed class SafetyStage : IImageStage
{
    private readonly IImageSafetyChecker _checker;
    private readonly SafetyPolicy _policy;
    private readonly Action<SafetyFinding, ImageStageContext>? _report;

    /// <summary>Makes a stage.</summary>
    /// <param name="checker">Who looks. Not disposed of here.</param>
    /// <param name="policy">What is done with unsafe pictures; <see cref="SafetyPolicy.Black"/> unless given.</param>
    /// <param name="report">Is told of every picture, safe ones too, on the generating thread. Default nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    public SafetyStage(
        IImageSafetyChecker checker, SafetyPolicy policy = SafetyPolicy.Black, Action<SafetyFinding, ImageStageContext>? report = null)
    {
        ArgumentNullException.ThrowIfNull(checker);
        if (!Enum.IsDefined(policy)) throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such policy.");
        (_checker, _policy, _report) = (checker, policy, report);
    }

    /// <inheritdoc/>
    public string Name => _checker.Name;

    /// <inheritdoc/>
    public bool WithholdsPreviews => _policy != SafetyPolicy.Report;

    /// <inheritdoc/>
    /// <exception cref="UnsafeImageException">The picture is unsafe, and the policy is to refuse such.</exception>
    public RgbImage Apply(RgbImage image, ImageStageContext context)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(context);
        SafetyFinding finding = _checker.Check(image, context.CancellationToken);
        _report?.Invoke(finding, context);
        if (!finding.IsUnsafe) return image;
        string what = $"The picture of seed {context.Seed} is unsafe, says the {_checker.Name}{Why(finding)}";
        if (_policy == SafetyPolicy.Refuse) throw new UnsafeImageException($"{what}.", finding);
        context.Warn($"{what}; {Consequence()}.");
        return UnsafePicture.Hide(image, _policy);
    }

    private string Consequence() => _policy switch
    {
        SafetyPolicy.Black => "it was blacked out",
        SafetyPolicy.Blur => "it was blurred",
        _ => "it was left as it is",
    };

    private static string Why(SafetyFinding finding)
    {
        var over = finding.Scores.Where(score => score.IsOver)
            .Select(score => FormattableString.Invariant($"{score.Name} {score.Value:0.###}"));
        return string.Join(", ", over) is { Length: > 0 } scores ? $" ({scores})" : "";
    }
}
