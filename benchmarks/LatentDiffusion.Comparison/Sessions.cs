using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Comparison;

/// <summary>The sessions of a pipeline, which it shows nobody else: to be run bare, beside it.</summary>
internal static class Sessions
{
    /// <summary>The session of a graph.</summary>
    public static InferenceSession Of(LatentDiffusionPipeline pipeline, string graph) => Opened(Graphs(pipeline)[graph]).Session;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_graphs")]
    private static extern ref GraphSet Graphs(LatentDiffusionPipeline pipeline);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_opened")]
    private static extern ref OpenedSession Opened(OnnxGraph graph);
}
