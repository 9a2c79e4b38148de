using LatentDiffusion.Generation;
using LatentDiffusion.Model;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    /// <summary>Generates at two sizes.</summary>
    private GenerationResult GenerateTwice(
        GenerationRequest asked,
        HiresPasses passes,
        IProgress<GenerationStep>? progress,
        long began,
        CancellationToken cancellationToken)
    {
        int first = passes.Large.Plan.StepsBefore!.Value, second = _model.Schedule.Evaluations(passes.Large.Plan, _model);
        IProgress<GenerationStep>? ofFirst = progress is null ? null : new PartialProgress(progress, 0, second);
        IProgress<GenerationStep>? ofSecond = progress is null ? null : new PartialProgress(progress, first, 0);
        var (_, small) = Denoise(passes.Small, new NoiseBatch(passes.Small), ofFirst, began, cancellationToken);
        NoiseBatch noise = new(passes.Large.Plan);
        passes.Enlarge(small, _model, noise, cancellationToken);
        var (prompt, large) = Denoise(passes.Large.Plan, noise, ofSecond, began, cancellationToken);
        return Finish(asked, passes.Large, prompt, large, began, cancellationToken);
    }
}
