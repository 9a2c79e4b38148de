namespace LatentDiffusion.Evaluation;

/// <summary>A picture that a run drew.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Latents">What it was decoded from.</param>
/// <param name="Evaluations">Evaluations of the model.</param>
/// <param name="Seconds">Time of the generation.</param>
internal sealed record BenchmarkPicture(GeneratedImage Image, float[] Latents, int Evaluations, double Seconds)
{
    /// <summary>Draws one.</summary>
    public static BenchmarkPicture Draw(LatentDiffusionPipeline pipeline, GenerationRequest request, CancellationToken cancellationToken)
    {
        EvaluationCounter counter = new();
        GenerationResult result = pipeline.Generate(request, counter, cancellationToken);
        return new BenchmarkPicture(result.Images[0], result.Latents.ToArray(), counter.Evaluations, result.Elapsed.TotalSeconds);
    }

    /// <summary>Every report is of one evaluation.</summary>
    private sealed class EvaluationCounter : IProgress<GenerationStep>
    {
        public int Evaluations { get; private set; }

        public void Report(GenerationStep value) => Evaluations++;
    }
}
