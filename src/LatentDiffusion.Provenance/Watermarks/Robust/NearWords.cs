namespace LatentDiffusion.Provenance;

/// <summary>
/// How sure it is that a word is the one that was written, and not one near it. A word far from the written one is as unlikely as in a
/// picture without the mark (see <see cref="FalseAlarm"/>), so what is read wrongly differs in few bits of the payload that lie close
/// together: those words are gone through.
/// </summary>
internal static class NearWords
{
    /// <summary>Bits of the payload in a row within which a near word differs, and the most bits of the code in which it does.</summary>
    private const int Reach = 12, MaxWeight = 120;

    /// <summary>For each difference of payloads that begins with the first bit: the bits in which the words differ.</summary>
    private static readonly int[][] Differences = [.. MakeDifferences()];

    /// <summary>The natural logarithm of the odds of a word to all near it together.</summary>
    /// <param name="agreement">
    /// For each bit of the code the logarithm of the odds that it is the word's: of a soft value that is an amplitude with the bit's
    /// sign and Gaussian noise, twice the amplitude by the noise's variance times what of it agrees with the word.
    /// </param>
    public static double LogOdds(ReadOnlySpan<float> agreement)
    {
        double against = 0;
        for (int start = 0; start < TailBitingCode.Length; start += TailBitingCode.Outputs)
        {
            foreach (int[] difference in Differences)
            {
                float sum = 0;
                foreach (int bit in difference)
                    sum += agreement[start + bit < TailBitingCode.Length ? start + bit : start + bit - TailBitingCode.Length];
                against += Math.Exp(Math.Min(0, -sum));
            }
        }

        return -Math.Log(against + double.Epsilon);
    }

    private static IEnumerable<int[]> MakeDifferences()
    {
        bool[] word = new bool[TailBitingCode.Length];
        for (ulong payload = 1; payload < 1 << Reach; payload += 2)
        {
            // The code is linear: words differ where the word of their difference has ones.
            TailBitingCode.Encode(payload, word);
            int[] ones = [.. Enumerable.Range(0, word.Length).Where(i => word[i])];
            if (ones.Length <= MaxWeight) yield return ones;
        }
    }
}
