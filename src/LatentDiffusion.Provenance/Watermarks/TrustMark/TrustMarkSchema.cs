namespace LatentDiffusion.Provenance;

/// <summary>
/// How the 100 bits of a TrustMark watermark are shared between payload and error correction; the last four bits name it.
/// </summary>
public enum TrustMarkSchema
{
    /// <summary>BCH_SUPER: 40 bits of payload, corrects 8 errors.</summary>
    BchSuper = 0,

    /// <summary>BCH_5: 61 bits of payload, corrects 5 errors.</summary>
    Bch5 = 1,

    /// <summary>BCH_4: 68 bits of payload, corrects 4 errors.</summary>
    Bch4 = 2,

    /// <summary>BCH_3: 75 bits of payload, corrects 3 errors.</summary>
    Bch3 = 3,
}
