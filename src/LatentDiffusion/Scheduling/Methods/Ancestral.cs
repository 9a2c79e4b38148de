namespace LatentDiffusion.Scheduling;

/// <summary>The split of a noise level into one that a solver goes down to and fresh noise on top of it.</summary>
internal static class Ancestral
{
    /// <summary>
    /// <c>up² = to² (from² - to²) / from²</c>, the variance of one step of the forward process given both its ends, and
    /// <c>down² + up² = to²</c> (Song et al. 2020, https://arxiv.org/abs/2011.13456, equation 46).
    /// </summary>
    public static (double Down, double Up) Split(double from, double to)
    {
        double up = Math.Sqrt(to * to * (from * from - to * to) / (from * from));
        return (Math.Sqrt(to * to - up * up), up);
    }
}
