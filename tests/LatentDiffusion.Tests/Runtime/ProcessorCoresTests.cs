namespace LatentDiffusion.Tests;

/// <summary>Cores as systems tell of them.</summary>
public sealed class ProcessorCoresTests
{
    [Fact]
    public void Count_IsWithinTheLimitsOfTheProcess() => Assert.InRange(ProcessorCores.Count, 1, Environment.ProcessorCount);

    [Theory]
    [InlineData("0-1", 2)] // two cores
    [InlineData("0-3", 4)]
    [InlineData("0", 1)]
    [InlineData("0-1,3", 3)]
    public void OfLinux_EachItsOwnSibling(string allowed, int cores) => Assert.Equal(cores, ProcessorCores.OfLinux(allowed, p => $"{p}"));

    [Theory]
    [InlineData("0-7", 4)] // four cores of two threads: 0 and 4, 1 and 5, ...
    [InlineData("0-3", 4)]
    [InlineData("0,4", 1)] // both threads of one core
    [InlineData("0,4-5", 2)]
    public void OfLinux_SiblingsShareACore(string allowed, int cores) =>
        Assert.Equal(cores, ProcessorCores.OfLinux(allowed, p => $"{p % 4},{p % 4 + 4}"));

    [Fact]
    public void OfLinux_UnknownTopology_CountsProcessors() => Assert.Equal(3, ProcessorCores.OfLinux("0-2", _ => null));

    [Fact]
    public void OfWindows_CountsEntriesOfDifferentLengths()
    {
        byte[] entries = new byte[48 + 64];
        entries[4] = 48;
        entries[48 + 4] = 64;
        Assert.Equal(2, ProcessorCores.OfWindows(entries));
        Assert.Equal(1, ProcessorCores.OfWindows(entries.AsSpan(0, 60))); // cut off
        Assert.Equal(0, ProcessorCores.OfWindows(new byte[16])); // no length
    }
}
