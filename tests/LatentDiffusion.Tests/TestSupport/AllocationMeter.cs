namespace LatentDiffusion.Tests;

/// <summary>Notes at each step what the generating thread has allocated so far, without allocating itself.</summary>
internal sealed class AllocationMeter(int steps) : IProgress<GenerationStep>
{
    private readonly long[] _allocated = new long[steps];

    public void Report(GenerationStep value) => _allocated[value.Step - 1] = GC.GetAllocatedBytesForCurrentThread();

    public IEnumerable<long> BetweenSteps() => _allocated.Zip(_allocated.Skip(1), (before, after) => after - before);
}
