using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>The keys that let in. They are compared by their hashes, in a time that tells nothing of them.</summary>
/// <param name="keys">The keys; none lets everybody in.</param>
internal sealed class ApiKeys(IEnumerable<string> keys)
{
    private readonly byte[][] _hashes = [.. keys.Select(Hash)];

    /// <summary>Whether a request brings one.</summary>
    public bool Allow(HttpRequest request) => _hashes.Length == 0 || Given(request).Any(IsOne);

    private static IEnumerable<string> Given(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } own]) yield return own;
        if (request.Headers.Authorization is not [{ } authorization]) yield break;
        if (authorization.Split(' ', 2, StringSplitOptions.TrimEntries) is not [var scheme, var value]) yield break;
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) yield return value;
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && Password(value) is { } password) yield return password;
    }

    private static string? Password(string base64)
    {
        if (!Base64.IsValid(base64)) return null;
        string text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private bool IsOne(string key)
    {
        byte[] hash = Hash(key);
        bool found = false;
        foreach (byte[] known in _hashes) found |= CryptographicOperations.FixedTimeEquals(known, hash);
        return found;
    }
}
