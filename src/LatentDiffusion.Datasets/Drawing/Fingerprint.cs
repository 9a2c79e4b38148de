using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>What tells models from one another: the SHA-256 of a file, or of the names and hashes of the files of a folder.</summary>
internal static class Fingerprint
{
    /// <summary>Computes it.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">There is no such folder or file.</exception>
    public static string Of(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) return PictureSource.HashOf(path);
        if (!Directory.Exists(path)) throw new DatasetException($"The model '{Shown.Of(path)}' is not there.");
        StringBuilder listing = new();
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(path, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            listing.Append(file).Append('\0').Append(PictureSource.HashOf(Path.Combine(path, file))).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing.ToString())));
    }
}
