namespace LatentDiffusion.Provenance;

/// <summary>One way to read a picture whose tiles' place is known: what undoes a change, and which chips count.</summary>
/// <param name="Sharpening">What undoes a loss of detail; see <see cref="Plane.Sharpened"/>.</param>
/// <param name="Gain">What undoes a change of contrast.</param>
/// <param name="Coefficients">How many coefficients of each block count, from the first.</param>
/// <param name="SkipsDark">Whether blocks that are nearly black are left out, which carry little and are noisy once compressed.</param>
/// <param name="Share">The variant's part of the false positives at its place; all parts sum to 1.</param>
internal readonly record struct MarkVariant(float Sharpening, float Gain, int Coefficients, bool SkipsDark, double Share)
{
    /// <summary>What a reader tries: nothing lost, halving and back with a bicubic filter, and with a bilinear one.</summary>
    private static readonly float[] Sharpenings = [0, 0.27f, 1.2f];

    /// <summary>The inverses of the contrasts that a reader tries.</summary>
    private static readonly float[] Gains = [1, 0.952f, 1.053f, 0.909f, 1.111f];

    /// <summary>The coefficients that survive the strongest compression, some more, and all.</summary>
    private static readonly int[] Counts = [MarkLayout.MainCoefficients, 9, MarkLayout.Coefficients];

    /// <summary>All variants. Those without a change of detail or contrast, by far the most frequent, have half of the false positives.</summary>
    public static IReadOnlyList<MarkVariant> All { get; } = MakeAll();

    private static List<MarkVariant> MakeAll()
    {
        var all = new List<MarkVariant>();
        double plain = 0.5 / (2 * Counts.Length), changed = 0.5 / ((Sharpenings.Length * Gains.Length - 1) * Counts.Length);
        foreach (float sharpening in Sharpenings)
        {
            foreach (float gain in Gains)
            {
                foreach (int count in Counts)
                {
                    bool isPlain = sharpening == 0 && gain == 1;
                    all.Add(new MarkVariant(sharpening, gain, count, SkipsDark: false, isPlain ? plain : changed));
                    if (isPlain) all.Add(new MarkVariant(sharpening, gain, count, SkipsDark: true, plain));
                }
            }
        }

        return all;
    }
}
