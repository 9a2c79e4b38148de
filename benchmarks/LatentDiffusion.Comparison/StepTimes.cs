namespace LatentDiffusion.Comparison;

/// <summary>Notes when the steps of a generation end.</summary>
internal sealed class StepTimes : IProgress<GenerationStep>
{
    private readonly List<double> _ends = [];

    /// <summary>Seconds of each step but the first, in which memory is allocated.</summary>
    public IEnumerable<double> Seconds => _ends.Zip(_ends.Skip(1), (a, b) => b - a);

    /// <inheritdoc/>
    public void Report(GenerationStep value) => _ends.Add(value.Elapsed.TotalSeconds);
}
