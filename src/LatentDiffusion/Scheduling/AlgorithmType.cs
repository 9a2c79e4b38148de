namespace LatentDiffusion;

/// <summary>The formula of a solver in half log-SNR; which of them a method knows, its refusal says.</summary>
public enum AlgorithmType
{
    /// <summary>
    /// <c>dpmsolver</c>: a polynomial of the noise (DPM-Solver, Lu et al. 2022, https://arxiv.org/abs/2206.00927).
    /// </summary>
    DpmSolver,

    /// <summary>
    /// <c>dpmsolver++</c>: a polynomial of the clean sample (DPM-Solver++, Lu et al. 2022, https://arxiv.org/abs/2211.01095).
    /// </summary>
    DpmSolverPlusPlus,

    /// <summary><c>sde-dpmsolver</c>: a polynomial of the noise, with fresh noise at each step.</summary>
    SdeDpmSolver,

    /// <summary><c>sde-dpmsolver++</c>: a polynomial of the clean sample, with fresh noise at each step.</summary>
    SdeDpmSolverPlusPlus,

    /// <summary><c>deis</c>: a polynomial of the noise in log rho (Zhang and Chen 2022, https://arxiv.org/abs/2204.13902).</summary>
    Deis,

    /// <summary><c>data_prediction</c>: SA-Solver on the clean sample (Xue et al. 2023, https://arxiv.org/abs/2309.05019).</summary>
    DataPrediction,

    /// <summary><c>noise_prediction</c>: SA-Solver on the noise.</summary>
    NoisePrediction,
}
