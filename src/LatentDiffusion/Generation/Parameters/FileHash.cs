using System.Collections.Concurrent;
using System.Security.Cryptography;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Generation;

/// <summary>
/// Hashes of files of weights, as stable-diffusion-webui and Civitai tell them apart. Each file is read once in a process, as long as its
/// size and time stay the same.
/// </summary>
internal static class FileHash
{
    /// <summary>Digits of a model's hash (webui's <c>shorthash</c>, Civitai's AutoV2).</summary>
    public const int ModelDigits = 10;

    /// <summary>Digits of an adapter's hash (webui's <c>Lora hashes</c>, Civitai's AutoV3).</summary>
    public const int AdapterDigits = 12;

    private const int Sha256Digits = 64;

    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written, bool IsBody), string> Known = new();

    /// <summary>SHA-256 of a file, in lower case. Of a file in a hub's cache it is its name, which the download was checked by.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Of(string path)
    {
        string real = RealPath.Of(path), name = Path.GetFileName(real);
        bool isBlob = Path.GetFileName(Path.GetDirectoryName(real)) == "blobs"
            && name.Length == Sha256Digits && name.All(char.IsAsciiHexDigitLower);
        return isBlob ? name : Of(real, isBody: false);
    }

    /// <summary>
    /// SHA-256 of what follows the header of a <c>.safetensors</c> file, which stays the same when its metadata are edited
    /// (https://github.com/kohya-ss/sd-scripts/blob/main/library/train_util.py, <c>addnet_hash_safetensors</c>).
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string OfBody(string path) => Of(RealPath.Of(path), isBody: true);

    private static string Of(string real, bool isBody)
    {
        FileInfo file = new(real);
        var key = (real, file.Length, file.LastWriteTimeUtc, isBody);
        if (Known.TryGetValue(key, out string? known)) return known;
        using FileStream stream = new(
            real, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        if (isBody)
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            stream.ReadExactly(length);
            stream.Position = sizeof(ulong) + (long)Math.Min(BitConverter.ToUInt64(length), (ulong)file.Length);
        }

        return Known[key] = Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
