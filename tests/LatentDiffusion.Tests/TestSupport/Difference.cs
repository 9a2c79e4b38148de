namespace LatentDiffusion.Tests;

/// <summary>How far results are from references.</summary>
internal static class Difference
{
    /// <summary>The largest difference, relative to the largest value that is expected.</summary>
    public static float Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(float.IsFinite(actual[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        }

        return difference / largest;
    }
}
