using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

public sealed class SessionSettingsTests
{
    /// <summary>Threads beyond the processors wait for one another: 64 on two cores took fifteen times as long.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(100_000, int.MaxValue)]
    [InlineData(null, int.MaxValue)]
    public void Threads_AreNoMoreThanProcessors(int? asked, int most)
    {
        using SessionOptions options = new SessionSettings(ExecutionProviders.Cpu) { Threads = asked }.CreateOptions();
        Assert.InRange(options.IntraOpNumThreads, 1, Math.Min(most, Environment.ProcessorCount));
    }
}
