namespace LatentDiffusion.Tests;

/// <summary>Adapters of every kind and naming against diffusers and peft.</summary>
public sealed class LoraReferenceTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, LoraCase.All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LoadLora_GivesTheLatentsOfDiffusers(int number)
    {
        LoraCase expected = LoraCase.All[number];
        using LatentDiffusionPipeline pipeline = LoraCase.Load(expected.Model);
        foreach (var (name, scale) in expected.Adapters) pipeline.LoadLora(LoraCase.Adapter(name), scale);
        Assert.InRange(Difference.Relative(expected.Values, LoraCase.Draw(pipeline)), 0, Tolerance);
    }
}
