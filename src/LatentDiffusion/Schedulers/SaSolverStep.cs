using System.Runtime.CompilerServices;

namespace LatentDiffusion;

/// <summary>
/// One step of the stochastic Adams solver: Xue et al. 2023 (https://arxiv.org/abs/2309.05019), proposition 4.2. The model's values are
/// interpolated by a polynomial in half log-SNR, which is integrated exactly against an exponential.
/// </summary>
internal readonly struct SaSolverStep
{
    private readonly double _sample, _noise;
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
        var (alphaS, sigmaS) = points.Level(to - 1);
        var (alphaT, sigmaT) = points.Level(to);
        double h = (double)points.Lambda(to) - points.Lambda(to - 1), tau2 = isStochastic ? 1 : 0, k = 1 + tau2;
        IsStochastic = isStochastic;
        _sample = predictsData ? Math.Exp(-tau2 * h) * sigmaT / sigmaS : alphaT / alphaS;
        _noise = sigmaT * (predictsData ? Math.Sqrt(1 - Math.Exp(-2 * tau2 * h)) : Math.Sqrt(tau2 * (Math.Exp(2 * h) - 1)));

        Span<double> nodes = stackalloc double[order];
        for (int i = 0; i < order; i++) nodes[i] = points.Lambda(newest - i) - (double)points.Lambda(to);
        double exponent = predictsData ? k : -1, factor = predictsData ? k * alphaT : -k * sigmaT;
        for (int i = 0; i < order; i++) _weights[i] = factor * IntegrateLagrange(nodes, i, exponent, h);
        if (!predictsData || order != 2) return;

        // diffusers, after the paper's code, changes the slope's weight in second order by a term of third.
        double change = factor * (h * h / 2 - (h * k - 1 + Math.Exp(-k * h)) / (k * k)) / (nodes[0] - nodes[1]);
        _weights[0] += change;
        _weights[1] -= change;
    }

    /// <summary>Whether the step puts noise back.</summary>
    public bool IsStochastic { get; }

    /// <summary>The part of the next sample that comes from this one and from the noise.</summary>
    public Linear Advance(Linear x, Linear noise) => _sample * x + _noise * noise;

    /// <summary>Factor of the model's value at a point, counted back from the newest.</summary>
    public double Weight(int index) => _weights[index];

    /// <summary>Integral from -h to 0 of <c>e^(exponent * u)</c> times the polynomial that is 1 at one node and 0 at the others.</summary>
    private static double IntegrateLagrange(ReadOnlySpan<double> nodes, int index, double exponent, double h)
    {
        Weights polynomial = default; // coefficients of rising powers
        polynomial[0] = 1;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (i == index) continue;
            for (int power = nodes.Length - 1; power >= 0; power--)
                polynomial[power] = ((power > 0 ? polynomial[power - 1] : 0) - nodes[i] * polynomial[power]) / (nodes[index] - nodes[i]);
        }

        double atStart = Math.Exp(-exponent * h), monomial = (1 - atStart) / exponent, powerOfStart = 1, sum = polynomial[0] * monomial;
        for (int n = 1; n < nodes.Length; n++)
        {
            powerOfStart *= -h;
            monomial = -(powerOfStart * atStart + n * monomial) / exponent; // by parts
            sum += polynomial[n] * monomial;
        }

        return sum;
    }

    [InlineArray(4)]
    private struct Weights
    {
        private double _first;
    }
}
