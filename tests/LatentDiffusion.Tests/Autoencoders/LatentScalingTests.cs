namespace LatentDiffusion.Tests;

/// <summary>
/// Which numbers of an autoencoder's configuration count; that families choose rightly is for <see cref="TinyFamilyTests"/>.
/// </summary>
public sealed class LatentScalingTests : IDisposable
{
    private const string All = """{"scaling_factor": 0.5, "shift_factor": 3, "latents_mean": [1, 2], "latents_std": [4, 8]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void From_TakesTheFactorAlone() => AssertBothWays(LatentScaling.From(Config(All)), [1, 1, 1, 1], [2, 2, 2, 2]);

    [Fact]
    public void WithShift_AddsIt() => AssertBothWays(LatentScaling.WithShift(Config(All)), [1, 1, 1, 1], [5, 5, 5, 5]);

    [Fact]
    public void WithMeans_TakesThoseOfEachChannel() =>
        AssertBothWays(LatentScaling.WithMeans(Config(All), 2), [1, 1, 1, 1], [9, 9, 18, 18]);

    [Fact]
    public void WithMeans_OneOfThemMissing_TakesTheFactorAlone()
    {
        ModelConfig config = Config("""{"scaling_factor": 0.5, "latents_mean": [1, 2]}""");
        AssertBothWays(LatentScaling.WithMeans(config, 2), [1, 1, 1, 1], [2, 2, 2, 2]);
    }

    [Fact]
    public void WithMeans_OtherNumberOfChannels_IsRefused() =>
        Assert.Contains(
            "'latents_mean' should have one number for each of 4 latent channels",
            Assert.Throws<ModelFormatException>(() => LatentScaling.WithMeans(Config(All), 4)).Message, StringComparison.Ordinal);

    private static void AssertBothWays(LatentScaling scaling, float[] denoiser, float[] vae)
    {
        float[] there = new float[denoiser.Length];
        scaling.ToVae(denoiser, there);
        Assert.Equal(vae, there);
        scaling.FromVae(there);
        Assert.Equal(denoiser, there);
    }

    private ModelConfig Config(string json)
    {
        File.WriteAllText(_folder["config.json"], json);
        return ModelConfig.Read(_folder["config.json"]);
    }
}
