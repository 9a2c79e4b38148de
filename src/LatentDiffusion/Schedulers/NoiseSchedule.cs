namespace LatentDiffusion;

/// <summary>
/// The noise a model was trained with: betas, and the cumulative products of <c>1 - beta</c>. Computed with torch's roundings (single
/// precision, fused multiply-add in linspace, cumulative products in double), because <c>1 - alphaBar</c> loses digits near the clean end
/// and small sigmas would show it.
/// </summary>
internal sealed class NoiseSchedule
{
    private NoiseSchedule(float[] betas)
    {
        AlphasCumprod = new float[betas.Length];
        double product = 1;
        for (int t = 0; t < betas.Length; t++)
        {
            product *= 1f - betas[t];
            AlphasCumprod[t] = (float)product;
        }
    }

    /// <summary>Cumulative product of <c>1 - beta</c> up to each training step, in single precision.</summary>
    public float[] AlphasCumprod { get; }

    /// <summary>Number of training steps.</summary>
    public int Length => AlphasCumprod.Length;

    /// <summary>The schedule that options describe; they are complete.</summary>
    public static NoiseSchedule From(SchedulerOptions options) => new(Betas(options));

    /// <summary>
    /// <c>sqrt((1 - alphaBar) / alphaBar)</c> of every training step, ascending, in single precision: the noise level of a sample scaled so
    /// that its clean part has factor 1.
    /// </summary>
    public float[] Sigmas()
    {
        float[] sigmas = new float[Length];
        for (int t = 0; t < sigmas.Length; t++) sigmas[t] = MathF.Sqrt((1 - AlphasCumprod[t]) / AlphasCumprod[t]);
        return sigmas;
    }

    private static float[] Betas(SchedulerOptions options)
    {
        if (options.TrainedBetas is { } given) return [.. given.Select(b => (float)b)];
        int n = options.NumTrainTimesteps!.Value;
        double start = options.BetaStart!.Value, end = options.BetaEnd!.Value;
        return options.BetaSchedule!.Value switch
        {
            BetaSchedule.Linear => Linspace(start, end, n),
            BetaSchedule.ScaledLinear => [.. Linspace(Math.Sqrt(start), Math.Sqrt(end), n).Select(b => b * b)],
            var other => throw new NotSupportedException($"beta_schedule '{other}'"),
        };
    }

    /// <summary><c>torch.linspace</c> in single precision: from both ends to the middle, each value rounded once.</summary>
    private static float[] Linspace(double start, double end, int count)
    {
        float a = (float)start, b = (float)end, step = (b - a) / (count - 1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = i < count / 2 ? MathF.FusedMultiplyAdd(step, i, a) : MathF.FusedMultiplyAdd(-step, count - i - 1, b);
        return values;
    }
}
