using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>Whom one trusts: certificates of authorities that sign the certificates of signers and of time stamps.</summary>
public sealed class C2paTrust
{
    /// <summary>Trusts nobody.</summary>
    public static C2paTrust Nobody { get; } = new([]);

    /// <summary>Makes a trust list.</summary>
    /// <param name="anchors">The certificates: roots, or others that end a chain.</param>
    public C2paTrust(X509Certificate2Collection anchors)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        Anchors = anchors;
    }

    /// <summary>The certificates.</summary>
    internal X509Certificate2Collection Anchors { get; }

    /// <summary>Reads trust lists: files with one or more certificates in PEM, as C2PA publishes them.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="ProvenanceException">A file cannot be read, or holds no certificate.</exception>
    public static C2paTrust FromPem(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        X509Certificate2Collection all = [];
        foreach (string path in paths)
        {
            int before = all.Count;
            try
            {
                all.ImportFromPemFile(path);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new ProvenanceException($"{path}: the trust list cannot be read: {e.Message}", e);
            }

            if (all.Count == before)
                throw new ProvenanceException($"{path}: a trust list of certificates in PEM was expected; there is none.");
        }

        return new C2paTrust(all);
    }
}
