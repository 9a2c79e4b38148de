namespace LatentDiffusion.Evaluation;

/// <summary>The elements that one element of a resized line is made of, and their weights, as Pillow's <c>precompute_coeffs</c>.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Weights">A weight for it and each that follows; their sum is 1.</param>
internal readonly record struct BicubicWindow(int First, double[] Weights)
{
    private const double A = -0.5, Radius = 2;

    /// <summary>The windows of all elements of a line.</summary>
    public static BicubicWindow[] Of(int source, int target)
    {
        double scale = (double)source / target, widening = Math.Max(scale, 1), support = Radius * widening;
        return [.. Enumerable.Range(0, target).Select(i =>
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max((int)(center - support + 0.5), 0), count = Math.Min((int)(center + support + 0.5), source) - first;
            double[] weights = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) sum += weights[k] = Kernel((k + first - center + 0.5) * (1 / widening));
            if (sum != 0)
                for (int k = 0; k < count; k++) weights[k] *= 1 / sum;
            return new BicubicWindow(first, weights);
        })];
    }

    // The order of operations is Pillow's, since it decides the last bit.
    private static double Kernel(double x)
    {
        double distance = Math.Abs(x);
        if (distance < 1) return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
        return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * A : 0;
    }
}
