namespace LatentDiffusion.Datasets;

/// <summary>Makes of a drawn sample what is kept of it: its files, or why it is rejected.</summary>
/// <param name="plan">The plan.</param>
/// <param name="gates">What it goes through.</param>
internal sealed class SampleInspector(DatasetPlan plan, IReadOnlyList<IQualityGate> gates)
{
    /// <summary>Looks at a sample.</summary>
    public JournalRecord Inspect(DrawnSample drawn, CancellationToken cancellationToken)
    {
        Dictionary<string, double> scores = new(StringComparer.Ordinal);
        ulong hash = PerceptualHash.Of(drawn.Image);
        foreach (IQualityGate gate in gates)
        {
            GateVerdict verdict = gate.Check(drawn.Recipe, drawn.Image, cancellationToken);
            if (verdict.Score is { } score) scores[gate.Name] = score;
            if (verdict.Reason is not { } reason) continue;
            byte[] why = SampleJson.Of(plan, drawn, scores, reason);
            return new JournalRecord(drawn.Recipe.Index, drawn.Recipe.Attempt, reason, hash, why, []);
        }

        byte[] json = SampleJson.Of(plan, drawn, scores, reason: null);
        List<(string, byte[])> files =
        [
            ("cls", Text(FormattableString.Invariant($"{drawn.Recipe.Label}"))),
            ("json", json),
            (plan.Settings.Format.Ending(), drawn.Encode()),
            ("txt", Text(drawn.Recipe.Caption)),
        ];
        if (drawn.Mask is not null) files.Add(("mask.png", drawn.Mask.Encode(ImageFormat.Png)));
        if (drawn.Control is not null) files.Add(("control.png", drawn.Control.Encode(ImageFormat.Png)));
        files.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return new JournalRecord(drawn.Recipe.Index, drawn.Recipe.Attempt, null, hash, json, files);
    }

    /// <summary>The record of a sample of which the model gave no picture.</summary>
    public JournalRecord OfFailure(SampleRecipe recipe, NumericalException failure)
    {
        string reason = $"finite: {Shown.Cause(failure)}";
        return new JournalRecord(recipe.Index, recipe.Attempt, reason, 0, SampleJson.OfRecipe(plan, recipe, reason), []);
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
