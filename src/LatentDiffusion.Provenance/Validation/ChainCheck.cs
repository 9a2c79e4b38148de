using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>Whether certificates lead to a trust list. Nothing is fetched, and revocation is not asked for.</summary>
/// <param name="IsTrusted">Whether they do.</param>
/// <param name="Fault">What is wrong apart from that, or null.</param>
internal readonly record struct ChainCheck(bool IsTrusted, string? Fault)
{
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Checks a certificate.</summary>
    /// <param name="leaf">It.</param>
    /// <param name="others">Certificates that came with it.</param>
    /// <param name="trust">The trust list.</param>
    /// <param name="time">The time for which it has to hold.</param>
    public static ChainCheck Run(X509Certificate2 leaf, X509Certificate2Collection others, C2paTrust trust, DateTimeOffset time)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.UtcDateTime.ToLocalTime();
        chain.ChainPolicy.ExtraStore.AddRange(others);
        foreach (X509Certificate2 anchor in trust.Anchors)
        {
            if (CertificateChain.IsRoot(anchor)) chain.ChainPolicy.CustomTrustStore.Add(anchor);
            else chain.ChainPolicy.ExtraStore.Add(anchor);
        }

        bool whole = chain.Build(leaf);
        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus) flags |= status.Status;
        bool known = whole || chain.ChainElements.Any(e => trust.Anchors.Contains(e.Certificate));
        X509ChainStatusFlags faults = flags & ~Unknown;
        bool holds = faults == X509ChainStatusFlags.NoError;
        return new ChainCheck(known && holds, holds ? null : $"{faults}.");
    }
}
