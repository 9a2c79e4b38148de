using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>Puts certificates in order.</summary>
internal static class CertificateChain
{
    private const int MaxLength = 8;

    /// <summary>A certificate, and those between it and its root among others; without the root.</summary>
    public static List<X509Certificate2> Order(X509Certificate2 leaf, IEnumerable<X509Certificate2> others)
    {
        List<X509Certificate2> chain = [leaf];
        while (chain.Count < MaxLength)
        {
            byte[] issuer = chain[^1].IssuerName.RawData;
            X509Certificate2? next = others.FirstOrDefault(c => c.SubjectName.RawData.AsSpan().SequenceEqual(issuer));
            if (next is null || IsRoot(next) || chain.Contains(next)) break;
            chain.Add(next);
        }

        return chain;
    }

    /// <summary>Whether a certificate names itself as its issuer.</summary>
    public static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
