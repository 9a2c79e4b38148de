namespace LatentDiffusion.Extensions.AI;

/// <summary>A model by its name.</summary>
/// <param name="Name">The name that requests give; case does not matter.</param>
/// <param name="Load">Loads it; called when it is first asked for, and again after it made room for others.</param>
public sealed record ModelSource(string Name, Func<LatentDiffusionPipeline> Load);
