using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

/// <summary>
/// What memory allows: passes that read and write as many vectors as a step must. Euler and DDIM read sample and output and write the
/// sample; DPM-Solver++ 2M also reads and writes one kept vector.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class FloorBenchmarks
{
    private float[] _x = [], _m = [], _h = [];

    /// <summary>Latents 1x4x64x64, 1x4x128x128 and 8x16x128x128.</summary>
    [Params(4 * 64 * 64, 4 * 128 * 128, 8 * 16 * 128 * 128)]
    public int Length { get; set; }

    /// <summary>Allocates the vectors.</summary>
    [GlobalSetup]
    public void Setup() => (_x, _m, _h) = (new float[Length], new float[Length], new float[Length]);

    /// <summary>Two vectors read, one written: <c>x = x + m</c>.</summary>
    [Benchmark]
    public void ReadTwoWriteOne() => TensorPrimitives.Add(_x, _m, _x);

    /// <summary>Three read, two written: <c>h = h + m; x = x + m</c>.</summary>
    [Benchmark]
    public void ReadThreeWriteTwo()
    {
        TensorPrimitives.Add(_h, _m, _h);
        TensorPrimitives.Add(_x, _m, _x);
    }

    /// <summary>One read, one written.</summary>
    [Benchmark]
    public void Copy() => _m.CopyTo(_x, 0);

    /// <summary>Euler's step as a chain of TensorPrimitives, which the fused loop replaces.</summary>
    [Benchmark]
    public void EulerByTensorPrimitives()
    {
        TensorPrimitives.Multiply(_m, 0.1f, _h);
        TensorPrimitives.MultiplyAdd(_x, 0.9f, _h, _x);
    }
}
