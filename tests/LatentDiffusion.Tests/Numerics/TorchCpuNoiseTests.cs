using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>
/// Against draws of PyTorch 2.13 on a processor with AVX2, bit for bit: the hardware that the tests run on makes no difference, because the
/// functions are evaluated in the same operations everywhere.
/// </summary>
public sealed class TorchCpuNoiseTests
{
    private static readonly SafetensorsFile Expected = new(ReferenceFiles.Path("random", "torch_randn.safetensors"));
    private static readonly Case[] Cases = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(ReferenceFiles.Path("random", "torch_randn.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Singles => [.. Cases.Where(c => c.Dtype == "float32").Select(c => c.Id)];

    /// <summary>
    /// Of the lengths that latents have. At others PyTorch divides draws in half precision differently, which no model's noise depends on.
    /// </summary>
    public static TheoryData<string> Halves =>
        [.. Cases.Where(c => c.Dtype == "float16" && c.Lengths.All(n => n < 16 || n % 16 == 0)).Select(c => c.Id)];

    [Theory]
    [MemberData(nameof(Singles))]
    public void Fill_SequenceOfDraws_EqualsTorch(string id)
    {
        Case reference = Cases.Single(c => c.Id == id);
        NoiseGenerator noise = NoiseGenerator.Create(NoiseSource.TorchCpu, reference.Seed);
        for (int i = 0; i < reference.Lengths.Length; i++)
            Assert.Equal(Expected.Values<float>($"{id}.{i}").ToArray(), noise.Draw(reference.Lengths[i]));
    }

    [Theory]
    [MemberData(nameof(Halves))]
    public void Fill_RoundedToHalfPrecision_EqualsTorchInHalfPrecision(string id)
    {
        Case reference = Cases.Single(c => c.Id == id);
        NoiseGenerator noise = NoiseGenerator.Create(NoiseSource.TorchCpu, reference.Seed);
        for (int i = 0; i < reference.Lengths.Length; i++)
            Assert.Equal(Expected.Values<Half>($"{id}.{i}").ToArray(), noise.Draw(reference.Lengths[i]).Select(v => (Half)v));
    }

    private sealed record Case(string Id, string Dtype, long Seed, int[] Lengths);
}
