using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>A plan, and how what is drawn by it becomes what the user asked for.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Frame">What lies around an inpainting.</param>
internal sealed record FramedPlan(GenerationPlan Plan, InpaintingFrame Frame)
{
    /// <summary>The plan of the first pass, where this is the second of a <see cref="HiresFix"/>; else null.</summary>
    public GenerationPlan? Small { get; init; }

    /// <summary>What the user should be told, of both passes.</summary>
    public IEnumerable<string> Warnings => (Small?.Warnings.All ?? []).Union(Plan.Warnings.All);

    /// <summary>What was drawn, as the user gets it.</summary>
    public RgbImage Finish(RgbImage drawn) => Frame.Finish(drawn);
}
