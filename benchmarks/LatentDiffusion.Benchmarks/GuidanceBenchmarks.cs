using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using LatentDiffusion;

/// <summary>Guidance of one step, beside the floor that memory sets: two vectors read, one written.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class GuidanceBenchmarks
{
    private readonly ClassifierFreeGuidance _plain = new(7.5f, 0), _rescaled = new(7.5f, 0.7f);
    private float[] _outputs = [], _destination = [];

    /// <summary>Latents 1x4x64x64, 1x4x128x128 and 8x16x128x128.</summary>
    [Params(4 * 64 * 64, 4 * 128 * 128, 8 * 16 * 128 * 128)]
    public int Length { get; set; }

    private int Count => Length > 100_000 ? 8 : 1;

    /// <summary>Fills the vectors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        (_outputs, _destination) = (new float[2 * Length], new float[Length]);
        NoiseGenerator.Create(NoiseSource.TorchCpu, 1).Fill(_outputs);
    }

    /// <summary>The floor: <c>d = u + c</c>.</summary>
    [Benchmark(Baseline = true)]
    public void ReadTwoWriteOne() => TensorPrimitives.Add(_outputs.AsSpan(0, Length), _outputs.AsSpan(Length), _destination);

    /// <summary><c>u + s * (c - u)</c>.</summary>
    [Benchmark]
    public void Guidance() => _plain.Apply(_outputs, Count, _destination);

    /// <summary>The same, rescaled.</summary>
    [Benchmark]
    public void RescaledGuidance() => _rescaled.Apply(_outputs, Count, _destination);

    /// <summary>Guidance as a chain of TensorPrimitives, which the loop replaces.</summary>
    [Benchmark]
    public void GuidanceByTensorPrimitives()
    {
        Span<float> d = _destination;
        TensorPrimitives.Subtract(_outputs.AsSpan(Length), _outputs.AsSpan(0, Length), d);
        TensorPrimitives.MultiplyAdd(d, 7.5f, _outputs.AsSpan(0, Length), d);
    }
}
