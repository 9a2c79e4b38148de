using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>Factors of one update of a <see cref="DpmSolverFormula"/>.</summary>
internal readonly record struct DpmSolverStep
{
    /// <summary>Step in half log-SNR.</summary>
    public required float H { get; init; }

    /// <summary>Factor of the sample x.</summary>
    public required float Sample { get; init; }

    /// <summary>Factor of the model's value.</summary>
    public required float D0 { get; init; }

    /// <summary>Factor of its first derivative in a step of second order.</summary>
    public required float D1 { get; init; }

    /// <summary>Factor of its first derivative in a step of third order.</summary>
    public required float D1Exact { get; init; }

    /// <summary>Factor of its second derivative.</summary>
    public required float D2 { get; init; }

    /// <summary>Factor of the noise z.</summary>
    public required float Noise { get; init; }

    /// <summary>First order: the model's value taken as constant.</summary>
    public Linear First(Linear x, Linear d0) => Sample * x + D0 * d0 + Noise * Linear.Noise;

    /// <summary>Second order.</summary>
    public Linear Second(Linear x, Linear d0, Linear d1) => First(x, d0) + D1 * d1;

    /// <summary>Third order.</summary>
    public Linear Third(Linear x, Linear d0, Linear d1, Linear d2) => First(x, d0) + D1Exact * d1 + D2 * d2;
}
