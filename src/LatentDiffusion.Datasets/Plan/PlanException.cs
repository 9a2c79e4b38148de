namespace LatentDiffusion.Datasets;

/// <summary>A plan breaks a rule.</summary>
public sealed class PlanException : DatasetException
{
    /// <summary>Says which rule is broken, and where.</summary>
    /// <param name="file">The plan.</param>
    /// <param name="line">The line, from 1; 0 where it is the plan as a whole.</param>
    /// <param name="rule">What is wrong and what was expected.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public PlanException(string file, int line, string rule, Exception? innerException = null)
        : base(line > 0 ? FormattableString.Invariant($"{file}, line {line}: {rule}") : $"{file}: {rule}", innerException) =>
        (File, Line) = (file, line);

    /// <summary>The plan.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 where it is the plan as a whole.</summary>
    public int Line { get; }
}
