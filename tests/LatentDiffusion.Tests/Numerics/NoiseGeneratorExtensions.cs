namespace LatentDiffusion.Tests;

internal static class NoiseGeneratorExtensions
{
    /// <summary>One draw, in an array of its own.</summary>
    public static float[] Draw(this NoiseGenerator noise, int length)
    {
        float[] values = new float[length];
        noise.Fill(values);
        return values;
    }
}
