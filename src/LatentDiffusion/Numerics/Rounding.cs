namespace LatentDiffusion.Numerics;

/// <summary>How the linear combinations of a step are rounded.</summary>
internal enum Rounding
{
    /// <summary>Each product is rounded together with the sum that it is added to: in one pass, and nearest to the exact result.</summary>
    Fused,

    /// <summary>
    /// Every product, sum and quotient is rounded, in the order in which PyTorch computes them. Where a step falls from pure noise to a
    /// small level, large numbers cancel, and diffusers' result is what its roundings leave.
    /// </summary>
    EachOperation,
}
