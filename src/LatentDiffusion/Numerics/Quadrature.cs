namespace LatentDiffusion.Numerics;

/// <summary>Integrals of polynomials.</summary>
internal static class Quadrature
{
    /// <summary>
    /// The integral of a function, by Gauss and Legendre's rule with two nodes (https://dlmf.nist.gov/3.5#v): exact for polynomials of
    /// third degree and less.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="from">The lower end; the upper one may lie below it.</param>
    /// <param name="to">The upper end.</param>
    public static double OfCubic(Func<double, double> function, double from, double to)
    {
        double middle = (from + to) / 2, half = (to - from) / 2, node = half / Math.Sqrt(3);
        return half * (function(middle - node) + function(middle + node));
    }
}
