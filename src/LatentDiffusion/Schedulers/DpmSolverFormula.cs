namespace LatentDiffusion;

/// <summary>
/// The update of DPM-Solver between two points, for all its four algorithms. In half log-SNR, with <c>h = lambdaT - lambdaS</c>, the exact
/// solution is an exponentially weighted integral over the model's output (Lu et al. 2022, https://arxiv.org/abs/2206.00927, equation 3.4 for the
/// noise; https://arxiv.org/abs/2211.01095, equation 8 for the clean sample, section 5 for the SDE). Its output is a Taylor polynomial:
/// <c>D0</c> the value at s, <c>D1</c> and <c>D2</c> the first and second derivative times powers of h.
/// </summary>
/// <param name="predictsData">Whether the polynomial is of the clean sample (<c>dpmsolver++</c>) or of the noise (<c>dpmsolver</c>).</param>
/// <param name="isStochastic">Whether noise is put back (<c>sde-</c>).</param>
/// <param name="isHeun">Whether second order weighs <c>D1</c> by the exact integral (<c>heun</c>) or takes half of that of D0 (<c>midpoint</c>).</param>
internal sealed class DpmSolverFormula(bool predictsData, bool isStochastic, bool isHeun)
{
    /// <summary>Whether the polynomial is of the clean sample, or of the noise.</summary>
    public bool PredictsData => predictsData;

    /// <summary>Whether noise is put back.</summary>
    public bool IsStochastic => isStochastic;

    /// <summary>Whether second order weighs the derivative by the exact integral.</summary>
    public bool IsHeun => isHeun;

    /// <summary>The formula that options name; those of other methods stand for the nearest one, as in diffusers.</summary>
    /// <exception cref="ArgumentException">A name that no solver knows.</exception>
    public static DpmSolverFormula From(SchedulerOptions options)
    {
        string algorithm = options.AlgorithmType == "deis" ? "dpmsolver++" : options.AlgorithmType!;
        bool isHeun = options.SolverType switch
        {
            "heun" => true,
            "midpoint" or "logrho" or "bh1" or "bh2" => false,
            var other => throw new ArgumentException($"solver_type '{other}' is not implemented. Choose 'midpoint' or 'heun'.", nameof(options)),
        };
        if (algorithm is not ("dpmsolver" or "dpmsolver++" or "sde-dpmsolver" or "sde-dpmsolver++"))
        {
            throw new ArgumentException(
                $"algorithm_type '{algorithm}' is not implemented. Choose 'dpmsolver', 'dpmsolver++', 'sde-dpmsolver' or 'sde-dpmsolver++'.", nameof(options));
        }

        return new(algorithm.EndsWith("++", StringComparison.Ordinal), algorithm.StartsWith("sde-", StringComparison.Ordinal), isHeun);
    }

    /// <summary>The factors of the update from a point s to a point t, each a sample's <c>alpha * x0 + sigma * noise</c>.</summary>
    public DpmSolverStep Step((double Alpha, double Sigma) s, (double Alpha, double Sigma) t)
    {
        double h = Math.Log(t.Alpha / t.Sigma) - Math.Log(s.Alpha / s.Sigma), k = isStochastic ? 2 : 1;
        if (predictsData)
        {
            double e = Math.Exp(-k * h) - 1, sign = isStochastic ? 1 : -1; // diffusers' sign of the SDE's third order
            return new()
            {
                H = h,
                Sample = t.Sigma / s.Sigma * (isStochastic ? Math.Exp(-h) : 1),
                D0 = -t.Alpha * e,
                D1 = t.Alpha * (isHeun ? 1 - Phi1(-k * h) : -e / 2),
                D1Exact = t.Alpha * (1 - Phi1(-k * h)),
                D2 = -t.Alpha * (Phi2(-k * h) + sign / 2),
                Noise = isStochastic ? t.Sigma * Math.Sqrt(-e) : 0,
            };
        }
        else
        {
            double e = Math.Exp(h) - 1;
            return new()
            {
                H = h,
                Sample = t.Alpha / s.Alpha,
                D0 = -k * t.Sigma * e,
                D1 = -k * t.Sigma * (isHeun ? Phi1(h) - 1 : e / 2),
                D1Exact = -k * t.Sigma * (Phi1(h) - 1),
                D2 = -k * t.Sigma * (Phi2(h) - 0.5),
                Noise = isStochastic ? t.Sigma * Math.Sqrt(Math.Exp(2 * h) - 1) : 0,
            };
        }
    }

    /// <summary><c>(e^z - 1) / z</c></summary>
    private static double Phi1(double z) => z == 0 ? 1 : (Math.Exp(z) - 1) / z;

    /// <summary><c>(e^z - 1 - z) / z^2</c></summary>
    private static double Phi2(double z) => z == 0 ? 0.5 : (Phi1(z) - 1) / z;
}
