namespace LatentDiffusion.Provenance;

/// <summary>
/// The bound on false positives. Under the key's signs, which a picture without the mark cannot depend on, every word of the code is a
/// vector s of fair and independent signs. For any soft values y, Hoeffding's inequality says P(s·y >= t |y|) &lt;= exp(-t²/2), and the sum
/// over all 2^48 words and all alignments that a reader tries bounds the chance that any of them gets that far. Nothing is assumed
/// about the picture.
/// </summary>
internal static class FalseAlarm
{
    /// <summary>The rate above which nothing counts as a mark.</summary>
    public const double Limit = 1e-9;

    /// <summary>The bound on the chance of a score, as a natural logarithm.</summary>
    /// <param name="score">The score t.</param>
    /// <param name="share">The part of all false positives that is granted to the alignment; all shares sum to at most 1.</param>
    public static double Log(double score, double share) =>
        score <= 0 ? 0 : Math.Min(0, TailBitingCode.PayloadBits * Math.Log(2) - Math.Log(share) - score * score / 2);

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
