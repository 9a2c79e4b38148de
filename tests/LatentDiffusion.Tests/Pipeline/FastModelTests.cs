using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>
/// The default model with its adapter for few steps, against diffusers with the same adapter on PyTorch's weights
/// (latent_diffusion_references/fast_model.py).
/// </summary>
public sealed class FastModelTests(FastModelTests.Fixture fast) : IClassFixture<FastModelTests.Fixture>
{
    private const float LatentTolerance = 1e-3f;

    private static readonly SafetensorsFile References = new(ReferenceFiles.Path("fast_model.safetensors"));

    [Theory]
    [InlineData("a red apple", 6, 3)]
    [InlineData("a cat face", 4, 11)]
    [InlineData("a hamburger", 1, 5)]
    public void Generate_EqualsDiffusers(string prompt, int steps, long seed)
    {
        GenerationResult result = fast.Pipeline.Generate(new GenerationRequest(prompt) { Steps = steps == 6 ? null : steps, Seed = seed });
        ReadOnlySpan<float> expected = References.Values<float>($"{prompt}/{steps}/{seed}");
        Assert.InRange(Difference.Relative(expected, result.Latents.Span), 0, LatentTolerance);
    }

    [Fact]
    public void CreateFastPipeline_HasDefaultsThatGoWithTheAdapter()
    {
        GenerationParameters told = fast.Pipeline.Generate(new GenerationRequest("a cactus") { Seed = 1 }).Images[0].Parameters;
        Assert.Equal((6, 1.0, "LCM"), (told.Steps, told.GuidanceScale, told.Sampler));
        Assert.Equal("fast", Assert.Single(fast.Pipeline.Loras).Key);
        Assert.Equal((6, 1.0), (fast.Pipeline.Traits.Steps, fast.Pipeline.Traits.GuidanceScale));
    }

    [Fact]
    public void DefaultScheduler_YieldsToThatOfARequest()
    {
        GenerationRequest request = new("a cactus") { Steps = 2, Seed = 1, Scheduler = Schedulers.FromName("ddim") };
        Assert.Equal("DDIM", fast.Pipeline.Generate(request).Images[0].Parameters.Sampler);
    }

    public sealed class Fixture : IDisposable
    {
        public LatentDiffusionPipeline Pipeline { get; } = EmojiModel.CreateFastPipeline();

        public void Dispose() => Pipeline.Dispose();
    }
}
