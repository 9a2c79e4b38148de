using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>Noise levels of the EDM methods, without the last.</summary>
internal static class EdmSchedule
{
    /// <summary>The defaults that both methods share.</summary>
    public static SchedulerOptions Defaults { get; } = new()
    {
        SigmaMin = 0.002, SigmaMax = 80, SigmaData = 0.5, SigmaSchedule = EdmSigmaSchedule.Karras, NumTrainTimesteps = 1000,
        PredictionType = PredictionType.Epsilon, Rho = 7, FinalSigmasType = FinalSigmasType.Zero,
    };

    /// <summary>
    /// The levels at places between the largest (0) and the smallest (1); the exponential schedule only looks at their number.
    /// </summary>
    public static float[] Sigmas(SchedulerOptions options, double[] ramp, bool singlePrecision)
    {
        double max = options.SigmaMax!.Value, min = options.SigmaMin!.Value, rho = options.Rho!.Value;
        double high = Math.Pow(max, 1 / rho), low = Math.Pow(min, 1 / rho);
        if (options.SigmaSchedule == EdmSigmaSchedule.Exponential)
        {
            float[] logarithms = SingleMath.Linspace((float)Math.Log(min), (float)Math.Log(max), ramp.Length);
            float[] sigmas = Array.ConvertAll(logarithms, SingleMath.Exp);
            Array.Reverse(sigmas);
            return sigmas;
        }

        return singlePrecision
            ? Array.ConvertAll(ramp, r => SingleMath.Pow((float)high + (float)r * (float)(low - high), (float)rho))
            : Array.ConvertAll(ramp, r => (float)Math.Pow(high + r * (low - high), rho));
    }
}
