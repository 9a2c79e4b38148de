namespace LatentDiffusion;

/// <summary>
/// The noise a model was trained with: cumulative products of <c>1 - beta</c>. Computed with torch's roundings (single precision,
/// cumulative products in double), because <c>1 - alphaBar</c> loses digits near the clean end and small sigmas would show it.
/// </summary>
internal sealed class NoiseSchedule
{
    private NoiseSchedule(float[] betas) => AlphasCumprod = CumulativeProducts(betas);

    /// <summary>Cumulative product of <c>1 - beta</c> up to each training step, in single precision.</summary>
    public float[] AlphasCumprod { get; }

    /// <summary>Number of training steps.</summary>
    public int Length => AlphasCumprod.Length;

    /// <summary>The schedule that options describe; they are complete.</summary>
    /// <param name="options">Complete options.</param>
    /// <param name="finite">
    /// Whether methods in sigma use it, for which the zero that <c>rescale_betas_zero_snr</c> puts at the end would be an infinite sigma:
    /// diffusers puts 2^-24 there instead.
    /// </param>
    /// <exception cref="ArgumentException">Fewer trained betas than training steps.</exception>
    public static NoiseSchedule From(SchedulerOptions options, bool finite = false)
    {
        float[] betas = Betas.From(options);
        if (options.RescaleBetasZeroSnr != true) return new(betas);
        var schedule = new NoiseSchedule(RescaleToZeroSnr(CumulativeProducts(betas)));
        if (finite) schedule.AlphasCumprod[^1] = MathF.ScaleB(1, -24);
        return schedule;
    }

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

    /// <summary>
    /// Cumulative product up to a training step. Step -1, which trailing spacing leads to for a few numbers of steps, is the noisiest, as
    /// an index in Python is.
    /// </summary>
    public float AlphaCumprod(int timestep) => AlphasCumprod[timestep < 0 ? timestep + Length : timestep];

    /// <summary>Factors of the clean part and the noise in a sample of a training step; their squares add up to 1.</summary>
    public (double Alpha, double Sigma) Level(int timestep) => Level(AlphaCumprod(timestep));

    /// <summary>Factors of the clean part and the noise where the square of the first is <paramref name="alphaCumprod"/>.</summary>
    public static (double Alpha, double Sigma) Level(float alphaCumprod) => (Math.Sqrt(alphaCumprod), Math.Sqrt(1 - alphaCumprod));

    /// <summary>How many training steps are left where those with a half log-SNR below a bound are cut off.</summary>
    public int StepsAbove(double? lambdaMin)
    {
        int count = Length;
        while (count > 1 && HalfLogSnr(AlphasCumprod[count - 1]) < (float)(lambdaMin ?? double.NegativeInfinity)) count--;
        return count;
    }

    private static float HalfLogSnr(float alphaCumprod) =>
        SingleMath.Log(MathF.Sqrt(alphaCumprod)) - SingleMath.Log(MathF.Sqrt(1 - alphaCumprod));

    private static float[] CumulativeProducts(float[] betas)
    {
        float[] products = new float[betas.Length];
        double product = 1;
        for (int t = 0; t < betas.Length; t++)
        {
            product *= 1f - betas[t];
            products[t] = (float)product;
        }

        return products;
    }

    /// <summary>
    /// Lin et al. 2023 (https://arxiv.org/abs/2305.08891), algorithm 1: moves the signal so that none is left at the end.
    /// </summary>
    private static float[] RescaleToZeroSnr(float[] alphasCumprod)
    {
        float first = MathF.Sqrt(alphasCumprod[0]), last = MathF.Sqrt(alphasCumprod[^1]);
        float scale = first / (first - last), before = 1;
        float[] betas = new float[alphasCumprod.Length];
        for (int t = 0; t < betas.Length; t++)
        {
            float signal = (MathF.Sqrt(alphasCumprod[t]) - last) * scale, power = signal * signal;
            betas[t] = 1 - power / before;
            before = power;
        }

        return betas;
    }
}
