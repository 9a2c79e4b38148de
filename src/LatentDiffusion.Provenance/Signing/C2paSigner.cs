using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Signs C2PA claims with a certificate: ES256, ES384 or ES512 by its elliptic curve, else PS256. Serves any number of threads at once.
/// </summary>
public sealed class C2paSigner : IDisposable
{
    /// <summary>Room for a time stamp with its certificates; a larger one is asked for a second time.</summary>
    private const int TimestampRoom = 12 << 10;

    private readonly Lock _turn = new();
    private readonly AsymmetricAlgorithm _key;
    private readonly List<X509Certificate2> _chain;
    private readonly byte[][] _certificates;
    private int _length;

    private C2paSigner(AsymmetricAlgorithm key, List<X509Certificate2> chain)
    {
        (_key, _chain) = (key, chain);
        _certificates = [.. chain.Select(c => c.RawData)];
    }

    /// <summary>The certificate that signs.</summary>
    public X509Certificate2 Certificate => _chain[0];

    /// <summary>Who attests when a signature was there. Default null: nobody, and signatures end with their certificate.</summary>
    public ITimestampAuthority? TimestampAuthority { get; init; }

    /// <summary>Takes certificate and key from a PKCS #12 file (.pfx, .p12).</summary>
    /// <param name="path">The file. It should hold the certificates between the one that signs and its root, too.</param>
    /// <param name="password">Its password. Default null: none.</param>
    /// <param name="timestampAuthority">Who attests when a signature was there. Default null: nobody.</param>
    /// <exception cref="ProvenanceException">The file cannot be read, or its certificate may not sign; the message says why.</exception>
    public static C2paSigner FromPfx(string path, string? password = null, ITimestampAuthority? timestampAuthority = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new ProvenanceException($"{path}: there is no such file.");
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ProvenanceException($"{path}: the certificate cannot be read: {e.Message}", e);
        }

        X509Certificate2 leaf = all.FirstOrDefault(c => c.HasPrivateKey && !CertificateChain.IsRoot(c))
            ?? all.FirstOrDefault(c => c.HasPrivateKey)
            ?? throw new ProvenanceException($"{path}: a certificate with its private key was expected; there is none.");
        return FromCertificate(leaf, all, path, timestampAuthority);
    }

    /// <summary>
    /// Takes certificate and key from the system's store (on Windows and macOS its own, else .NET's) of the user, then of the machine.
    /// </summary>
    /// <param name="thumbprint">SHA-1 of the certificate, in hexadecimal digits.</param>
    /// <param name="timestampAuthority">Who attests when a signature was there. Default null: nobody.</param>
    /// <exception cref="ProvenanceException">It is not there, or may not sign; the message says why.</exception>
    public static C2paSigner FromStore(string thumbprint, ITimestampAuthority? timestampAuthority = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(thumbprint);
        foreach (StoreLocation location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            try
            {
                using X509Store store = new(StoreName.My, location, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
                if (found.FirstOrDefault(c => c.HasPrivateKey) is { } leaf)
                    return FromCertificate(leaf, store.Certificates, thumbprint, timestampAuthority);
            }
            catch (CryptographicException)
            {
                // There is no such store on this system.
            }
        }

        throw new ProvenanceException($"There is no certificate {thumbprint} with a private key in the stores of user and machine.");
    }

    /// <summary>Takes a certificate whose key lies elsewhere.</summary>
    /// <param name="chain">The certificate, then those between it and its root.</param>
    /// <param name="sign">Signs a digest. Called by one thread at a time.</param>
    /// <param name="timestampAuthority">Who attests when a signature was there. Default null: nobody.</param>
    /// <exception cref="ProvenanceException">The certificate may not sign; the message says why.</exception>
    public static C2paSigner FromCallback(
        IReadOnlyList<X509Certificate2> chain, DigestSignature sign, ITimestampAuthority? timestampAuthority = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(sign);
        if (chain.Count == 0) throw new ArgumentException("The chain must hold the certificate that signs.", nameof(chain));
        Check(chain[0], chain[0].Subject);
        using ECDsa? elliptic = chain[0].GetECDsaPublicKey();
        using RSA? rsa = chain[0].GetRSAPublicKey();
        if (elliptic is null && rsa is null) throw new ProvenanceException($"{chain[0].Subject}: only RSA and elliptic keys can sign.");
        AsymmetricAlgorithm key = elliptic is null ? new RemoteRsa(rsa!.KeySize, sign) : new RemoteElliptic(elliptic.KeySize, sign);
        return new C2paSigner(key, CertificateChain.Order(chain[0], chain)) { TimestampAuthority = timestampAuthority };
    }

    /// <summary>Frees the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The length of a signature, as far as it is known before.</summary>
    internal int LengthAtFirst()
    {
        lock (_turn) if (_length == 0) _length = Bare([]).Length;
        return _length + (TimestampAuthority is null ? 0 : TimestampRoom);
    }

    /// <summary>Signs a claim.</summary>
    /// <returns>A COSE_Sign1 of the length, or a longer one where that is too short for the time stamp.</returns>
    internal byte[] Sign(byte[] claim, int length)
    {
        CheckDates(_chain[0], _chain[0].Subject); // a server outlives its certificate
        byte[] bare;
        lock (_turn) bare = Bare(claim);
        return TimestampAuthority is null ? bare : ClaimSignature.Stamp(bare, TimestampAuthority, length);
    }

    private static C2paSigner FromCertificate(
        X509Certificate2 leaf, X509Certificate2Collection others, string name, ITimestampAuthority? timestampAuthority)
    {
        Check(leaf, name);
        AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)leaf.GetECDsaPrivateKey() ?? leaf.GetRSAPrivateKey();
        return key is null
            ? throw new ProvenanceException($"{name}: only RSA and elliptic keys can sign; this is of {leaf.GetKeyAlgorithm()}.")
            : new C2paSigner(key, CertificateChain.Order(leaf, others)) { TimestampAuthority = timestampAuthority };
    }

    private static void Check(X509Certificate2 certificate, string name)
    {
        string broken = string.Join("; ", CertificateRules.Broken(certificate));
        if (broken.Length > 0) throw new ProvenanceException($"{name}: the certificate may not sign pictures: {broken}.");
        CheckDates(certificate, name);
    }

    private static void CheckDates(X509Certificate2 certificate, string name)
    {
        DateTime now = DateTime.Now;
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            throw new ProvenanceException(FormattableString.Invariant(
                $"{name}: the certificate holds from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}, not today."));
        }
    }

    private byte[] Bare(byte[] claim) => CoseSign1Message.SignDetached(claim, ClaimKey.Signer(_key, _certificates));
}
