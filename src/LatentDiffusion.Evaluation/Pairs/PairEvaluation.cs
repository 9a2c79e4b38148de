namespace LatentDiffusion.Evaluation;

/// <summary>Compares the pictures of two folders that have the same name.</summary>
public sealed class PairEvaluation
{
    private PairEvaluation(IReadOnlyList<PairMetric> metrics, IReadOnlyList<PairResult> pairs, IReadOnlyList<PictureProblem> problems) =>
        (Metrics, Pairs, Problems) = (metrics, pairs, problems);

    /// <summary>The metrics.</summary>
    public IReadOnlyList<PairMetric> Metrics { get; }

    /// <summary>The pairs in order of their names.</summary>
    public IReadOnlyList<PairResult> Pairs { get; }

    /// <summary>Pictures that were left out: unreadable, of another size than their counterpart, or without one.</summary>
    public IReadOnlyList<PictureProblem> Problems { get; }

    /// <summary>Compares two folders; a picture's counterpart has the same path within its folder, but for the extension.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="references">What they should be.</param>
    /// <param name="metrics">At least one.</param>
    /// <param name="progress">Told after each pair.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">No pair is left.</exception>
    public static PairEvaluation Compare(
        PictureFolder pictures,
        PictureFolder references,
        IReadOnlyList<PairMetric> metrics,
        IProgress<ExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(metrics);
        ILookup<string, string> counterparts = references.Files.ToLookup(Stem, StringComparer.Ordinal);
        List<PairResult> pairs = [];
        List<PictureProblem> problems = [.. pictures.Problems, .. references.Problems.Select(OfReferences)];
        HashSet<string> seen = [];
        int done = 0;
        foreach (string file in pictures.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string stem = Stem(file);
            if (!seen.Add(stem)) problems.Add(new(file, "another picture of its folder has the same name"));
            else if (counterparts[stem].Count() > 1) problems.Add(new(file, $"'{references.Path}' has several of its name"));
            else if (counterparts[stem].FirstOrDefault() is { } other) Compare(file, other);
            else problems.Add(new(file, $"'{references.Path}' has none of its name"));
            progress?.Report(new ExtractionProgress(++done, pictures.Files.Count, problems.Count));
        }

        problems.AddRange(references.Files.Where(f => !seen.Contains(Stem(f)))
            .Select(f => OfReferences(new PictureProblem(f, $"'{pictures.Path}' has none of its name"))));
        if (pairs.Count == 0)
            throw new EvaluationException(
                $"'{pictures.Path}' and '{references.Path}' have no pair of pictures to compare"
                + (problems.Count > 0 ? $"; the first of {problems.Count} problems: {problems[0].Path}: {problems[0].Reason}" : "."));
        return new PairEvaluation(metrics, pairs, problems);

        PictureProblem OfReferences(PictureProblem problem) => problem with { Path = references.PathOf(problem.Path) };

        void Compare(string file, string other)
        {
            try
            {
                RgbImage a = RgbImage.Load(pictures.PathOf(file)), b = RgbImage.Load(references.PathOf(other));
                pairs.Add(new PairResult(file, [.. metrics.Select(m => m.Compute(a, b, cancellationToken))]));
            }
            catch (Exception e) when (e is ImageFormatException or EvaluationException or IOException or UnauthorizedAccessException)
            {
                problems.Add(new PictureProblem(file, e.Message));
            }
        }
    }

    private static string Stem(string file) => Path.ChangeExtension(file.Replace('\\', '/'), null);
}
