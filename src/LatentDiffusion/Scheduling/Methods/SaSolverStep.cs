using System.Runtime.CompilerServices;
using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// One step of the stochastic Adams solver: Xue et al. 2023 (https://arxiv.org/abs/2309.05019), proposition 4.2. The model's values are
/// interpolated by a polynomial in half log-SNR, which is integrated exactly against an exponential. In torch's single precision and
/// diffusers' order of operations, because weights of higher orders are small differences of large numbers.
/// </summary>
internal readonly struct SaSolverStep
{
    private readonly float _sample, _noise;
    private readonly Weights _weights;

    /// <summary>Computes the factors of a step.</summary>
    /// <param name="points">The schedule.</param>
    /// <param name="to">The point that the step ends at; it starts at the one before.</param>
    /// <param name="newest">The newest point with a value: the start for the predictor, the end for the corrector.</param>
    /// <param name="order">Number of values, 1 to 4.</param>
    /// <param name="isStochastic">Whether the strength tau of the noise is 1, or 0.</param>
    /// <param name="predictsData">Whether values are of the clean sample, or of the noise.</param>
    public SaSolverStep(SolverSchedule points, int to, int newest, int order, bool isStochastic, bool predictsData)
    {
        IsStochastic = isStochastic;
        var (alphaS, sigmaS) = points.Level(to - 1);
        var (alphaT, sigmaT) = points.Level(to);
        float lambdaS = points.Lambda(to - 1), lambdaT = points.Lambda(to), h = lambdaT - lambdaS;
        float tau2 = isStochastic ? 1 : 0, k = 1 + tau2;
        _sample = predictsData ? SingleMath.Exp(-tau2 * h) * (sigmaT / sigmaS) : alphaT / alphaS;
        _noise = predictsData
            ? sigmaT * MathF.Sqrt(1 - SingleMath.Exp(-2 * tau2 * h))
            : tau2 * sigmaT * MathF.Sqrt(SingleMath.Exp(2 * h) - 1);

        Span<float> nodes = stackalloc float[order], integrals = stackalloc float[order];
        for (int i = 0; i < order; i++) nodes[i] = points.Lambda(newest - i);
        for (int n = 0; n < order; n++)
        {
            integrals[order - 1 - n] = predictsData
                ? ExponentialIntegral.Rising(n, lambdaS, lambdaT, k)
                : ExponentialIntegral.Falling(n, lambdaS, lambdaT);
        }

        for (int i = 0; i < order; i++) _weights[i] = LagrangePolynomial.Dot(nodes, i, integrals);
        if (predictsData && order == 2)
        {
            // diffusers, after the paper's code, changes the slope's weight in second order by a term of third.
            float scale = SingleMath.Exp(k * lambdaT), e = h * k - 1 + SingleMath.Exp(k * -h);
            float change = newest < to
                ? scale * (h * h / 2 - e / (k * k)) / (lambdaS - nodes[1])
                : scale * (h / 2 - e / (k * k * h));
            _weights[0] += change;
            _weights[1] -= change;
        }

        float factor = predictsData ? k * sigmaT * SingleMath.Exp(-tau2 * lambdaT) : -k * alphaT;
        for (int i = 0; i < order; i++) _weights[i] *= factor;
    }

    /// <summary>Whether the step puts noise back (tau 1).</summary>
    public bool IsStochastic { get; }

    /// <summary>The part of the next sample that comes from this one and from the noise.</summary>
    public Linear Advance(Linear x, Linear noise) => (double)_sample * x + (double)_noise * noise;

    /// <summary>Factor of the model's value at a point, counted back from the newest.</summary>
    public double Weight(int index) => _weights[index];

    [InlineArray(4)]
    private struct Weights
    {
        private float _first;
    }
}
