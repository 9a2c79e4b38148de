using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>One update of UniPC between two points: Zhao et al. 2023 (https://arxiv.org/abs/2302.04867), equations 3, 8 and 9.</summary>
internal readonly struct UniPcStep
{
    private readonly float _lambda, _h, _sample, _value, _difference, _b1, _b2, _b3;

    private UniPcStep(SolverSchedule points, int from, int to, bool predictsData, bool isBh1)
    {
        var (alphaS, sigmaS) = points.Level(from);
        var (alphaT, sigmaT) = points.Level(to);
        _lambda = points.Lambda(from);
        _h = points.Lambda(to) - _lambda;

        float hh = predictsData ? -_h : _h, e = ExpM1(hh), bh = isBh1 ? hh : e;
        float phi = e / hh - 1; // the paper's functions phi_k, times hh
        _b1 = phi / bh;
        phi = phi / hh - 1f / 2;
        _b2 = phi * 2 / bh;
        phi = phi / hh - 1f / 6;
        _b3 = phi * 6 / bh;
        _sample = predictsData ? sigmaT / sigmaS : alphaT / alphaS;
        _value = predictsData ? -alphaT * e : sigmaT == 0 ? -alphaT * sigmaS / alphaS : -sigmaT * e; // the limit, where 0 meets infinity
        _difference = -(predictsData ? alphaT : sigmaT) * bh;
    }

    /// <summary>The update from one point to another.</summary>
    /// <param name="points">The schedule.</param>
    /// <param name="from">The point s.</param>
    /// <param name="to">The point t.</param>
    /// <param name="predictsData">Whether values are of the clean sample, or of the noise.</param>
    /// <param name="isBh1">Whether B(h) is h, or e^h - 1.</param>
    public static UniPcStep Between(SolverSchedule points, int from, int to, bool predictsData, bool isBh1) =>
        new(points, from, to, predictsData, isBh1);

    /// <summary>Where another point lies, in steps from s.</summary>
    public float Node(SolverSchedule points, int index) => (points.Lambda(index) - _lambda) / _h;

    /// <summary>Weights a of the differences at nodes r: <c>sum a_m r_m^k = b_k</c> (equation 8).</summary>
    public void Weights(ReadOnlySpan<float> nodes, Span<double> weights)
    {
        ReadOnlySpan<double> b = [_b1, _b2, _b3];
        b[..weights.Length].CopyTo(weights);
        SolveVandermonde(nodes, weights);
    }

    /// <summary>The sample at t, from that at s, the value there and the weighted differences to it.</summary>
    public Linear Advance(Linear x, Linear value, Linear difference)
    {
        Linear next = _sample * x + _value * value;
        return double.IsFinite(_difference) ? next + _difference * difference : next; // infinite only towards no noise, in first order
    }

    /// <summary>Björck and Pereyra 1970: solves <c>sum_m a_m x_m^k = b_k</c> in place.</summary>
    private static void SolveVandermonde(ReadOnlySpan<float> x, Span<double> b)
    {
        int n = b.Length;
        for (int k = 0; k < n - 1; k++)
            for (int i = n - 1; i > k; i--) b[i] -= (double)x[k] * b[i - 1];
        for (int k = n - 2; k >= 0; k--)
        {
            for (int i = k + 1; i < n; i++) b[i] /= (double)x[i] - x[i - k - 1];
            for (int i = k; i < n - 1; i++) b[i] -= b[i + 1];
        }
    }

    private static float ExpM1(float x) => (float)(Math.Exp(x) - 1);
}
