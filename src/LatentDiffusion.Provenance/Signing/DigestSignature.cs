using System.Security.Cryptography;

namespace LatentDiffusion.Provenance;

/// <summary>Signs a digest with a key that lies elsewhere: in a hardware module, a vault, another service.</summary>
/// <param name="digest">The digest.</param>
/// <param name="algorithm">
/// What it was computed with: SHA-256 for RSA (the signature is RSA-PSS) and P-256, SHA-384 for P-384, SHA-512 for P-521.
/// </param>
/// <returns>The signature; of an elliptic curve r and s one after the other (IEEE P1363).</returns>
public delegate byte[] DigestSignature(byte[] digest, HashAlgorithmName algorithm);
