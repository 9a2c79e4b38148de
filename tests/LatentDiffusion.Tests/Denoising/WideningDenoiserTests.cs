using System.Runtime.CompilerServices;

namespace LatentDiffusion.Tests;

/// <summary>A denoiser that overflows in half precision in the middle of a picture.</summary>
public sealed class WideningDenoiserTests
{
    private static readonly ProviderKernels HalfArithmetic = new() { HasOwnMemory = false };

    [Theory]
    [InlineData("stable_diffusion", "out_sample")]
    [InlineData("controlnet", "out_sample")]
    [InlineData("controlnet", "mid_block_additional_residual")]
    public void Generate_OverflowAtAStep_GoesOnInFloat32(string family, string output)
    {
        TinyCase tiny = TinyCase.Of(family).First();
        PipelineOptions options = new() { Precision = Precision.Float16, Kernels = HalfArithmetic };
        StrongBox<bool> spent = new();
        using LatentDiffusionPipeline pipeline = tiny.Load(
            options with { Bind = session => new OverflowingBinding(session, output, at: 2, spent) });
        GenerationResult result = pipeline.Generate(tiny.Request());
        string warning = Assert.Single(result.Warnings, w => w.Contains("overflowed", StringComparison.Ordinal));
        Assert.Contains("at step 2; the picture was finished in float32", warning, StringComparison.Ordinal);
        Assert.InRange(Difference.Relative(tiny.Latents, result.Latents.Span), 1e-6f, 2e-2f);
    }
}
