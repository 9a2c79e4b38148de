namespace LatentDiffusion;

/// <summary>The variant of a solver of second and higher order.</summary>
public enum SolverType
{
    /// <summary><c>midpoint</c> (DPM-Solver): the derivative weighs half of what the value does.</summary>
    Midpoint,

    /// <summary><c>heun</c> (DPM-Solver): the derivative weighs its exact integral.</summary>
    Heun,

    /// <summary><c>logrho</c> (DEIS): a polynomial in the logarithm of noise over signal.</summary>
    LogRho,

    /// <summary><c>bh1</c> (UniPC, Zhao et al. 2023, https://arxiv.org/abs/2302.04867): B(h) is h.</summary>
    Bh1,

    /// <summary><c>bh2</c> (UniPC): B(h) is <c>e^h - 1</c>.</summary>
    Bh2,
}
