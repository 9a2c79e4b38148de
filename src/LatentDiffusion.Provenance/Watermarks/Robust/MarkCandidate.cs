namespace LatentDiffusion.Provenance;

/// <summary>What one variant reads.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="LogFalseAlarm">The logarithm of the bound on the chance that a picture without the mark gives any.</param>
/// <param name="LogOdds">The logarithm of the odds that the payload is the one that was written, if one was.</param>
internal readonly record struct MarkCandidate(ulong Payload, double LogFalseAlarm, double LogOdds)
{
    /// <summary>Below this logarithm of its chance a reading is not compared with others, and no word near it is in question.</summary>
    private const double Certain = -100;

    /// <summary>
    /// The odds of a payload to all near it together that are asked for: 400 to 1. A reader gives no payload rather than one that may be
    /// wrong in some bits. Of 600 pictures turned by 2 degrees 10 were read wrongly without this, and 1 with it. More would cost right
    /// ones: at 8, one or two of a hundred in more light.
    /// </summary>
    private const double MinLogOdds = 6;

    /// <summary>Whether it is beyond doubt.</summary>
    public bool IsCertain => LogFalseAlarm < Certain;

    /// <summary>Whether it may be told: that there is a mark, and that this is what it says.</summary>
    public bool Holds => LogFalseAlarm <= Math.Log(FalseAlarm.Limit) && LogOdds >= MinLogOdds;

    /// <summary>Weighs a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="score">The score of its word's signs.</param>
    /// <param name="share">The alignment's part of all false positives.</param>
    /// <param name="logOdds">The odds, asked for only where they count.</param>
    public static MarkCandidate Of(ulong payload, double score, double share, Func<double> logOdds)
    {
        double log = FalseAlarm.Log(score, share);
        return new MarkCandidate(payload, log, log < Certain ? double.PositiveInfinity : log <= Math.Log(FalseAlarm.Limit) ? logOdds() : 0);
    }
}
