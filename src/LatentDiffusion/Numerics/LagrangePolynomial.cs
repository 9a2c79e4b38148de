namespace LatentDiffusion.Numerics;

/// <summary>
/// The polynomial through given points, in torch's single precision and diffusers' order of operations (SA-Solver's
/// <c>lagrange_polynomial_coefficient</c>).
/// </summary>
internal static class LagrangePolynomial
{
    /// <summary>
    /// The sum of products of given numbers with the coefficients, highest power first, of the polynomial that is 1 at one node and 0 at
    /// the others.
    /// </summary>
    /// <param name="nodes">One to four nodes.</param>
    /// <param name="index">The node where the polynomial is 1.</param>
    /// <param name="factors">As many numbers as nodes: integrals of powers, to integrate the polynomial.</param>
    public static float Dot(ReadOnlySpan<float> nodes, int index, ReadOnlySpan<float> factors)
    {
        if (nodes.Length == 1) return factors[0];
        Span<float> others = stackalloc float[nodes.Length - 1];
        nodes[..index].CopyTo(others);
        nodes[(index + 1)..].CopyTo(others[index..]);
        float divisor = nodes[index] - others[0];
        for (int i = 1; i < others.Length; i++) divisor *= nodes[index] - others[i];

        float sum = 1 / divisor * factors[0];
        float a = others[0], b = others.Length > 1 ? others[1] : 0, c = others.Length > 2 ? others[2] : 0;
        sum += (-a - b - c) / divisor * factors[1];
        if (others.Length == 2) sum += a * b / divisor * factors[2];
        if (others.Length < 3) return sum;
        sum += (a * b + a * c + b * c) / divisor * factors[2];
        return sum + -a * b * c / divisor * factors[3];
    }
}
