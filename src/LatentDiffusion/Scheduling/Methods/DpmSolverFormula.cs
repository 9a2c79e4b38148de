using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// The update of DPM-Solver between two points, for all its four algorithms. In half log-SNR, with <c>h = lambdaT - lambdaS</c>, the exact
/// solution is an exponentially weighted integral over the model's output (Lu et al. 2022, https://arxiv.org/abs/2206.00927, equation 3.4
/// for the noise; https://arxiv.org/abs/2211.01095, equation 8 for the clean sample, section 5 for the SDE). The output is taken as a
/// Taylor polynomial: <c>D0</c> the value at s, <c>D1</c> and <c>D2</c> the first and second derivative times powers of h.
/// </summary>
/// <param name="predictsData">
/// Whether the polynomial is of the clean sample (<c>dpmsolver++</c>), or of the noise (<c>dpmsolver</c>).
/// </param>
/// <param name="isStochastic">Whether noise is put back (<c>sde-</c>).</param>
/// <param name="isHeun">
/// Whether second order weighs D1 by the exact integral (<c>heun</c>), or by half of that of D0 (<c>midpoint</c>).
/// </param>
internal sealed class DpmSolverFormula(bool predictsData, bool isStochastic, bool isHeun)
{
    /// <summary>Whether the polynomial is of the clean sample, or of the noise.</summary>
    public bool PredictsData => predictsData;

    /// <summary>Whether noise is put back.</summary>
    public bool IsStochastic => isStochastic;

    /// <summary>Whether second order weighs the derivative by the exact integral.</summary>
    public bool IsHeun => isHeun;

    /// <summary>The algorithms of this family; that of DEIS stands for <c>dpmsolver++</c>, as in diffusers.</summary>
    public static AlgorithmType[] Algorithms { get; } =
    [
        AlgorithmType.DpmSolver, AlgorithmType.DpmSolverPlusPlus, AlgorithmType.SdeDpmSolver, AlgorithmType.SdeDpmSolverPlusPlus,
        AlgorithmType.Deis,
    ];

    /// <summary>The formula that options name.</summary>
    /// <exception cref="ArgumentException">An option that does not go with a polynomial of the noise.</exception>
    public static DpmSolverFormula From(SchedulerOptions options)
    {
        AlgorithmType algorithm = options.AlgorithmType!.Value;
        bool predictsNoise = algorithm is AlgorithmType.DpmSolver or AlgorithmType.SdeDpmSolver;
        string name = OptionVocabulary.AlgorithmTypes.Of(algorithm)!;
        if (options.FinalSigmasType == FinalSigmasType.Zero && (predictsNoise || algorithm == AlgorithmType.Deis))
            throw Refused($"'final_sigmas_type' 'zero' is not supported for 'algorithm_type' '{name}'. Choose 'sigma_min'.");
        if (options.PredictionType == PredictionType.FlowPrediction && predictsNoise)
            throw Refused($"'prediction_type' 'flow_prediction' needs 'algorithm_type' 'dpmsolver++' or 'sde-dpmsolver++', not '{name}'.");
        bool isStochastic = algorithm is AlgorithmType.SdeDpmSolver or AlgorithmType.SdeDpmSolverPlusPlus;
        return new(!predictsNoise, isStochastic, isHeun: options.SolverType == SolverType.Heun);
    }

    /// <summary>The factors of the update from one point of a schedule to another, in torch's single precision.</summary>
    public DpmSolverStep Step(SolverSchedule points, int from, int to)
    {
        var (alphaS, sigmaS) = points.Level(from);
        var (alphaT, sigmaT) = points.Level(to);
        float h = points.Lambda(to) - points.Lambda(from), k = isStochastic ? 2 : 1;
        if (predictsData)
        {
            float e = SingleMath.Exp(-k * h) - 1, sign = isStochastic ? 1 : -1; // diffusers' sign of the SDE's third order
            return new()
            {
                H = h,
                Sample = sigmaT / sigmaS * (isStochastic ? SingleMath.Exp(-h) : 1),
                D0 = -alphaT * e,
                D1 = alphaT * (isHeun ? 1 - Phi1(-k * h, e) : -e / 2),
                D1Exact = alphaT * (1 - Phi1(-k * h, e)),
                D2 = -alphaT * (Phi2(-k * h, e) + sign / 2),
                Noise = isStochastic ? sigmaT * MathF.Sqrt(-e) : 0,
            };
        }
        else
        {
            float e = SingleMath.Exp(h) - 1;
            return new()
            {
                H = h,
                Sample = alphaT / alphaS,
                D0 = -k * sigmaT * e,
                D1 = -k * sigmaT * (isHeun ? Phi1(h, e) - 1 : e / 2),
                D1Exact = -k * sigmaT * (Phi1(h, e) - 1),
                D2 = -k * sigmaT * (Phi2(h, e) - 0.5f),
                Noise = isStochastic ? sigmaT * MathF.Sqrt(SingleMath.Exp(2 * h) - 1) : 0,
            };
        }
    }

    private static ArgumentException Refused(string reason) => new(reason, "options");

    /// <summary><c>(e^z - 1) / z</c>, given <c>e^z - 1</c>.</summary>
    private static float Phi1(float z, float e) => z == 0 ? 1 : e / z;

    /// <summary><c>(e^z - 1 - z) / z^2</c>, given <c>e^z - 1</c>.</summary>
    private static float Phi2(float z, float e) => z == 0 ? 0.5f : (e - z) / (z * z);
}
