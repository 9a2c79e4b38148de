using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Steps that fall so far at once that large numbers cancel in them: diffusers' result hangs on its roundings, which
/// <see cref="Rounding.EachOperation"/> repeats.
/// </summary>
internal static class SteepSteps
{
    private const float Ratio = 10;

    /// <summary>Whether a step between two ratios of noise to signal is steep.</summary>
    public static bool IsSteep(float from, float to) => to > 0 && from > Ratio * to;

    /// <summary>Whether any step of a schedule is steep.</summary>
    public static bool Any(ReadOnlySpan<float> ratios)
    {
        for (int i = 1; i < ratios.Length; i++)
            if (IsSteep(ratios[i - 1], ratios[i])) return true;
        return false;
    }
}
