namespace LatentDiffusion.Tests;

/// <summary>
/// Every family in half precision, against diffusers in float32: as on processors, where weights are in half precision, and with graphs
/// that compute in it, as on GPUs.
/// </summary>
public sealed class PrecisionTests(LoadedPipelines pipelines) : IClassFixture<LoadedPipelines>
{
    private static readonly ProviderKernels
        HalfArithmetic = HalfPrecision.Arithmetic(Precision.Float16),
        RoundedResults = HalfPrecision.Arithmetic(Precision.BFloat16);

    public static TheoryData<string, string, Precision, bool> Cases =>
    [
        .. from tiny in TinyCase.All
           from precision in (Precision[])[Precision.Float16, Precision.BFloat16]
           from computes in (bool[])[false, true]
           select (tiny.Family, tiny.Name, precision, computes),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_InHalfPrecision_IsNearDiffusersInFloat32(string family, string name, Precision precision, bool computes)
    {
        TinyCase tiny = TinyCase.Of(family).Single(c => c.Name == name);
        ProviderKernels? kernels = computes ? precision == Precision.Float16 ? HalfArithmetic : RoundedResults : null;
        LatentDiffusionPipeline pipeline = pipelines.Get(
            (tiny.Model, precision, computes), () => tiny.Load(new PipelineOptions { Precision = precision, Kernels = kernels }));
        GenerationResult result = pipeline.Generate(tiny.Request());
        float difference = Difference.Relative(tiny.Latents, result.Latents.Span);
        Assert.InRange(difference, 1e-6f, HalfPrecision.Bound(family, name, precision, computes)); // not zero: something was rounded
        // Sana's autoencoder really overflows, as its authors' advice to use bfloat16 says.
        if (family != "sana") Assert.DoesNotContain(result.Warnings, warning => warning.Contains("overflow", StringComparison.Ordinal));
    }
}
