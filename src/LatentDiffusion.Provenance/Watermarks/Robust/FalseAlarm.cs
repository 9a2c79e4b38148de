namespace LatentDiffusion.Provenance;

/// <summary>
/// The bound on false positives. Under the key's signs, which a picture without the mark cannot depend on, every word of the code is a
/// vector s of fair and independent signs. For any soft values y, P(s·y >= t |y|) is at most 3.18 times what a Gaussian variable has beyond
/// t (Bentkus and Dzindzalieta, A tight Gaussian bound for weighted sums of Rademacher random variables, Bernoulli 21(2), 2015), and so at
/// most 1.27 / t · exp(-t²/2), and the sum over all 2^48 words and all alignments that a reader tries bounds the chance that any of them
/// gets that far. Nothing is assumed about the picture.
/// </summary>
internal static class FalseAlarm
{
    /// <summary>The rate above which nothing counts as a mark.</summary>
    public const double Limit = 1e-9;

    /// <summary>
    /// 1 / (4 P(N > √2)) for a standard Gaussian N, by √(2π): the Gaussian's tail beyond t is at most exp(-t²/2) / (t √(2π)).
    /// </summary>
    private const double TailFactor = 3.1787 / 2.5066;

    /// <summary>The bound on the chance of a score, as a natural logarithm.</summary>
    /// <param name="score">The score t.</param>
    /// <param name="share">The part of all false positives that is granted to the alignment; all shares sum to at most 1.</param>
    public static double Log(double score, double share) =>
        score <= TailFactor ? 0
            : Math.Min(0, TailBitingCode.PayloadBits * Math.Log(2) - Math.Log(share) + Math.Log(TailFactor / score) - score * score / 2);

    /// <summary>The score of signs: their correlation with soft values, in multiples of what chance gives.</summary>
    public static double Score(ReadOnlySpan<float> signs, ReadOnlySpan<float> soft)
    {
        (double product, double energy) = (0, 1e-12);
        for (int i = 0; i < soft.Length; i++)
        {
            product += (double)signs[i] * soft[i];
            energy += (double)soft[i] * soft[i];
        }

        return product / Math.Sqrt(energy);
    }
}
