namespace LatentDiffusion.Evaluation;

/// <summary>The parameters that definitions of metrics leave open. The defaults are those of the programs that papers use.</summary>
public sealed record MetricOptions
{
    /// <summary>Seed of subsets, splits and bootstrap, as of numpy's <c>RandomState</c>; 2020 unless set, as in torch-fidelity.</summary>
    public uint Seed { get; init; } = 2020;

    /// <summary>Subsets of the kernel distance, at least 1; 100 unless set.</summary>
    public int KernelSubsets { get; init; } = 100;

    /// <summary>Pictures in each such subset, at least 2; 1000 unless set, or all where a set has fewer.</summary>
    public int? KernelSubsetSize { get; init; }

    /// <summary>Splits of the Inception Score, at least 1; 10 unless set.</summary>
    public int Splits { get; init; } = 10;

    /// <summary>The neighbour whose distance is the radius of precision and recall, at least 1; 3 unless set.</summary>
    public int PrecisionNeighbour { get; init; } = 3;

    /// <summary>The neighbour whose distance is the radius of density and coverage, at least 1; 5 unless set.</summary>
    public int DensityNeighbour { get; init; } = 5;

    /// <summary>Resamplings of the bootstrap, which give each value an interval; 0, the default, for none.</summary>
    public int Bootstrap { get; init; }

    /// <summary>Fails for values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(KernelSubsets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(KernelSubsetSize ?? 2, 2, nameof(KernelSubsetSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(Splits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrecisionNeighbour, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DensityNeighbour, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Bootstrap);
    }
}
