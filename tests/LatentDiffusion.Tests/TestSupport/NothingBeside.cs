namespace LatentDiffusion.Tests;

/// <summary>Tests that run while no other does, as they look at what belongs to the whole process.</summary>
[CollectionDefinition(nameof(NothingBeside), DisableParallelization = true)]
public sealed class NothingBeside;
