using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

/// <summary>
/// The catalogue of sampling methods, under the names of their classes in diffusers 0.42.1
/// (https://github.com/huggingface/diffusers/tree/v0.42.1/src/diffusers/schedulers).
/// </summary>
public static partial class Schedulers
{
    private static readonly Dictionary<string, SchedulerKind> Kinds = new(StringComparer.Ordinal);

    /// <summary>Denoising diffusion implicit models (Song et al. 2020).</summary>
    public static SchedulerFactory Ddim { get; } = Add(DdimRun.Kind);

    /// <summary>DDIM run backwards, from an image to its noise (Song et al. 2020).</summary>
    public static SchedulerFactory DdimInverse { get; } = Add(DdimInverseRun.Kind);

    /// <summary>Denoising diffusion probabilistic models (Ho et al. 2020).</summary>
    public static SchedulerFactory Ddpm { get; } = Add(DdpmRun.Kind);

    /// <summary>Pseudo numerical methods, PLMS (Liu et al. 2022).</summary>
    public static SchedulerFactory Pndm { get; } = Add(PndmRun.Kind);

    /// <summary>Latent consistency models (Luo et al. 2023).</summary>
    public static SchedulerFactory Lcm { get; } = Add(LcmRun.Kind);

    /// <summary>Trajectory consistency distillation (Zheng et al. 2024).</summary>
    public static SchedulerFactory Tcd { get; } = Add(TcdRun.Kind);

    /// <summary>Euler's method in the noise level (Karras et al. 2022, algorithm 2 without churn).</summary>
    public static SchedulerFactory EulerDiscrete { get; } = Add(EulerDiscreteRun.Kind);

    /// <summary>DPM-Solver++ and DPM-Solver with a history, and their SDE forms (Lu et al. 2022).</summary>
    public static SchedulerFactory DpmSolverMultistep { get; } = Add(DpmSolverMultistepRun.Kind);

    /// <summary>Euler's method with fresh noise at each step (k-diffusion).</summary>
    public static SchedulerFactory EulerAncestralDiscrete { get; } = Add(EulerAncestralDiscreteRun.Kind);

    /// <summary>Heun's method in the noise level (Karras et al. 2022, algorithm 2).</summary>
    public static SchedulerFactory HeunDiscrete { get; } = Add(HeunDiscreteRun.Kind);

    /// <summary>DPM-Solver-2 in the noise level (Lu et al. 2022, k-diffusion).</summary>
    public static SchedulerFactory Kdpm2Discrete { get; } = Add(Kdpm2DiscreteRun.Kind);

    /// <summary>DPM-Solver-2 with fresh noise at each step (k-diffusion).</summary>
    public static SchedulerFactory Kdpm2AncestralDiscrete { get; } = Add(Kdpm2AncestralDiscreteRun.Kind);

    /// <summary>Linear multistep in the noise level (k-diffusion).</summary>
    public static SchedulerFactory LmsDiscrete { get; } = Add(LmsDiscreteRun.Kind);

    /// <summary>DPM-Solver++ (2S) for the stochastic equation (k-diffusion).</summary>
    public static SchedulerFactory DpmSolverSde { get; } = Add(DpmSolverSdeRun.Kind);

    /// <summary>Euler's method for EDM models (Karras et al. 2022).</summary>
    public static SchedulerFactory EdmEuler { get; } = Add(EdmEulerRun.Kind);

    /// <summary>DPM-Solver++ with a history for EDM models (Lu et al. 2022).</summary>
    public static SchedulerFactory EdmDpmSolverMultistep { get; } = Add(EdmDpmSolverMultistepRun.Kind);

    /// <summary>Multistep sampling of consistency models (Song et al. 2023).</summary>
    public static SchedulerFactory CmStochasticIterative { get; } = Add(CmStochasticIterativeRun.Kind);

    /// <summary>Improved pseudo linear multistep (Liu et al. 2022).</summary>
    public static SchedulerFactory Ipndm { get; } = Add(IpndmRun.Kind);

    /// <summary>Euler's method for flow-matching models (Esser et al. 2024).</summary>
    public static SchedulerFactory FlowMatchEulerDiscrete { get; } = Add(FlowMatchEulerDiscreteRun.Kind);

    /// <summary>Heun's method for flow-matching models.</summary>
    public static SchedulerFactory FlowMatchHeunDiscrete { get; } = Add(FlowMatchHeunDiscreteRun.Kind);

    /// <summary>Multistep sampling of consistency-distilled flow-matching models (Luo et al. 2023).</summary>
    public static SchedulerFactory FlowMatchLcm { get; } = Add(FlowMatchLcmRun.Kind);

    /// <summary>DPM-Solver multistep run backwards, from an image to its noise.</summary>
    public static SchedulerFactory DpmSolverMultistepInverse { get; } = Add(LatentDiffusion.Scheduling.DpmSolverMultistepInverse.Kind);

    /// <summary>DPM-Solver++ and DPM-Solver with evaluations within a step (Lu et al. 2022).</summary>
    public static SchedulerFactory DpmSolverSinglestep { get; } = Add(DpmSolverSinglestepRun.Kind);

    /// <summary>Diffusion exponential integrators (Zhang and Chen 2022).</summary>
    public static SchedulerFactory DeisMultistep { get; } = Add(DeisMultistepRun.Kind);

    /// <summary>Unified predictor-corrector (Zhao et al. 2023).</summary>
    public static SchedulerFactory UniPcMultistep { get; } = Add(UniPcMultistepRun.Kind);

    /// <summary>Stochastic Adams solver (Xue et al. 2023).</summary>
    public static SchedulerFactory SaSolver { get; } = Add(SaSolverRun.Kind);

    /// <summary>The class names of all methods, as a <c>scheduler_config.json</c> names them.</summary>
    public static IReadOnlyCollection<string> ClassNames => Kinds.Keys;

    private static SchedulerFactory Add(SchedulerKind kind)
    {
        Kinds.Add(kind.ClassName, kind);
        return kind.Create;
    }
}
