using LatentDiffusion.Fuzz;

namespace LatentDiffusion.Tests;

/// <summary>
/// Mutated inputs of every parser: each is read, or refused by an exception of the library. <c>LATENT_DIFFUSION_FUZZ</c> sets how many;
/// tests/LatentDiffusion.Fuzz tries them for minutes.
/// </summary>
public sealed class FuzzTests(FuzzTests.Fixture fixture) : IClassFixture<FuzzTests.Fixture>
{
    private const ulong Seed = 20261128;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly long Count =
        long.TryParse(Environment.GetEnvironmentVariable("LATENT_DIFFUSION_FUZZ"), out long count) ? count : 200;

    public static TheoryData<string> Names
    {
        get
        {
            using Targets targets = new();
            return [.. targets.All.Select(target => target.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_MutatedInputs_AreReadOrRefused(string name)
    {
        Target target = fixture.Targets.All.Single(t => t.Name == name);
        FuzzResult result = Fuzzer.Run(target, Seed, Count, Count == 200 ? Longest : TimeSpan.MaxValue);
        Assert.InRange(result.Inputs, 1, Count);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void Run_ParserThatThrowsAnythingElse_IsFound()
    {
        Target target = new(
            "x", [[1], [2]], [], input => throw (input is [1] ? new InvalidOperationException() : new ModelFormatException("x")));
        FuzzResult result = Fuzzer.Run(target, Seed, 2, Longest);
        Assert.Equal((2, 0, 1), (result.Inputs, result.Read, result.Refused));
        Assert.Equal(0, Assert.Single(result.Findings).Index);
    }

    [Fact]
    public void Run_TheSameSeed_GivesTheSameInputs()
    {
        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));
    }

    private static List<string> Inputs(ulong seed)
    {
        List<string> inputs = [];
        Fuzzer.Run(new("x", ["abcdefgh"u8.ToArray()], [], input => inputs.Add(Convert.ToHexString(input))), seed, 50, Longest);
        return inputs;
    }

    public sealed class Fixture : IDisposable
    {
        internal Targets Targets { get; } = new();

        public void Dispose() => Targets.Dispose();
    }
}
