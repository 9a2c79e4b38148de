namespace LatentDiffusion;

/// <summary>
/// torch's functions in single precision. Logarithm and exponential are rounded correctly here; torch takes them from its processor's
/// vector library, which is off by one in the last digit for a few arguments in a hundred.
/// </summary>
internal static partial class TorchMath
{
    /// <summary><c>torch.linspace</c>: from both ends to the middle, each value rounded once.</summary>
    public static float[] Linspace(float start, float end, int count)
    {
        if (count == 1) return [start];
        float step = (end - start) / (count - 1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = i < count / 2 ? MathF.FusedMultiplyAdd(step, i, start) : MathF.FusedMultiplyAdd(-step, count - i - 1, end);
        return values;
    }

    /// <summary><c>torch.log</c>.</summary>
    public static float Log(float x) => (float)Math.Log(x);

    /// <summary><c>torch.exp</c>.</summary>
    public static float Exp(float x) => (float)Math.Exp(x);
}
