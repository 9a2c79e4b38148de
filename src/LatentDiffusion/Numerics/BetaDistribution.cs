namespace LatentDiffusion.Numerics;

/// <summary>
/// The beta distribution on 0 to 1, whose density is proportional to <c>x^(a-1) (1-x)^(b-1)</c> (NIST Digital Library of Mathematical
/// Functions, https://dlmf.nist.gov/8.17). Values agree with 60 digits of mpmath to 1e-13.
/// </summary>
/// <param name="a">The parameter of the lower end, above 0.</param>
/// <param name="b">The parameter of the upper end, above 0.</param>
internal sealed class BetaDistribution(double a, double b)
{
    private const int MostSteps = 200; // Newton takes fewer than ten, halving from 1 down to the smallest quantiles a hundred

    private readonly double _logBeta = LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>The number below which a value lies with a probability, by Newton's method within an interval that is never left.</summary>
    /// <param name="probability">From 0 to 1.</param>
    public double Quantile(double probability)
    {
        if (!(probability > 0)) return 0;
        if (probability > 0.5) return 1 - new BetaDistribution(b, a).Quantile(1 - probability); // the difference is exact
        double low = 0, high = 1, x = 0.5;
        for (int step = 0; step < MostSteps; step++)
        {
            double error = Cumulative(x) - probability;
            if (error > 0) high = x;
            else low = x;
            double next = x - error / Math.Exp(LogDensity(x));
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - x) <= double.Epsilon + 1e-16 * x) return next;
            x = next;
        }

        return x;
    }

    /// <summary>The probability of a value below x: the regularized incomplete beta function.</summary>
    /// <param name="x">From 0 to 1.</param>
    public double Cumulative(double x)
    {
        if (!(x > 0)) return 0;
        if (!(x < 1)) return 1;
        double scale = x * (1 - x) * Math.Exp(LogDensity(x));
        return x < (a + 1) / (a + b + 2) ? scale * Fraction(a, b, x) / a : 1 - scale * Fraction(b, a, 1 - x) / b;
    }

    private double LogDensity(double x) => (a - 1) * Math.Log(x) + (b - 1) * Math.Log(1 - x) - _logBeta;

    /// <summary>The continued fraction of equation 8.17.22, by Lentz's method (Thompson and Barnett 1986).</summary>
    private static double Fraction(double a, double b, double x)
    {
        double c = 1, d = 1 / Apart(1 - (a + b) * x / (a + 1)), value = d;
        for (int m = 1; m < MostSteps; m++)
        {
            Append(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            Append(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (Math.Abs(c * d - 1) < 1e-16) break;
        }

        return value;

        void Append(double term)
        {
            d = 1 / Apart(1 + term * d);
            c = Apart(1 + term / c);
            value *= c * d;
        }

        static double Apart(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
    }

    /// <summary>Logarithm of the gamma function, by Stirling's series (equation 5.11.1) from 16 on and its recurrence below.</summary>
    private static double LogGamma(double z)
    {
        double below = 0;
        for (; z < 16; z++) below += Math.Log(z);
        double w = 1 / (z * z);
        double series = (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w / 1680))) / z;
        return (z - 0.5) * Math.Log(z) - z + Math.Log(2 * Math.PI) / 2 + series - below;
    }
}
