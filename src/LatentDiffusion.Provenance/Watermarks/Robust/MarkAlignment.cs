namespace LatentDiffusion.Provenance;

/// <summary>One way in which a picture may have been changed since it was marked, and how well the pilots fit if it was.</summary>
/// <param name="Row">Row of the picture where a tile begins, 0 to 127.</param>
/// <param name="Column">Column where it begins.</param>
/// <param name="Sharpening">What undoes a loss of detail; see <see cref="Plane.Sharpened"/>.</param>
/// <param name="Gain">What undoes a change of contrast.</param>
/// <param name="Coefficients">How many coefficients of each block count.</param>
/// <param name="Fit">The pilots' score.</param>
internal readonly record struct MarkAlignment(int Row, int Column, float Sharpening, float Gain, int Coefficients, double Fit)
{
    /// <summary>What a reader tries: nothing lost, halving and back with a bicubic filter, and with a bilinear one.</summary>
    public static ReadOnlySpan<float> Sharpenings => [0, 0.27f, 1.2f];

    /// <summary>Contrasts that a reader tries, the inverse of each.</summary>
    public static ReadOnlySpan<float> Gains => [1, 0.952f, 1.053f, 0.909f, 1.111f];

    /// <summary>The coefficients that survive the strongest compression, some more, and all.</summary>
    public static ReadOnlySpan<int> Counts => [MarkLayout.MainCoefficients, 8, MarkLayout.Coefficients];

    /// <summary>How many combinations there are for each place.</summary>
    public static int Variants => Sharpenings.Length * Gains.Length * Counts.Length;
}
