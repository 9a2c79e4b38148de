using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Generation;

/// <summary>
/// What probably made numbers of a generation infinite: a scheduler of somebody's own, the request, adapters, the type that a graph
/// computes in, or the weights.
/// </summary>
internal static class LikelyCauses
{
    // Beyond what pictures are drawn with; below, values of half precision may still overflow.
    private const double LargeGuidance = 30, LargeStrength = 2;

    /// <summary>The causes, the likeliest first; one at least.</summary>
    /// <param name="request">The request.</param>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="adapters">The adapters in use.</param>
    /// <param name="isHalf">Whether the graph computes in half precision.</param>
    public static IReadOnlyList<string> Of(
        GenerationRequest request, Scheduler scheduler, IEnumerable<LoadedAdapter> adapters, bool isHalf)
    {
        List<string> causes = [];
        if (scheduler.GetType().Assembly != typeof(Scheduler).Assembly)
            causes.Add($"the scheduler {scheduler.GetType().FullName}, which is not of this library");
        if (Math.Abs(request.GuidanceScale ?? 0) > LargeGuidance)
            causes.Add(FormattableString.Invariant($"the guidance scale of {request.GuidanceScale}"));
        foreach (LoadedAdapter adapter in adapters)
            if (Math.Max(Math.Abs(adapter.Scale), Math.Abs(adapter.TextScale)) > LargeStrength)
                causes.Add(FormattableString.Invariant($"the adapter '{Shown.Of(adapter.Name)}' at a strength of {adapter.Scale}"));
        if (isHalf) causes.Add("float16, in which values above 65504 overflow: try the model in float32, or another execution provider");
        if (causes.Count == 0)
            causes.Add(
                adapters.Any()
                    ? "an adapter that does not suit the model, or weights that are damaged"
                    : "weights that are damaged or too large, or latents of the request");
        return causes;
    }
}
