namespace LatentDiffusion.Imaging;

/// <summary>Writes files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file beside the target, then moves it onto the target. On failure the target stays as it was.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string target = Path.GetFullPath(path), folder = Path.GetDirectoryName(target) ?? target;
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Cannot write '{path}': there is no folder '{folder}'.");
        if (Directory.Exists(target)) throw new IOException($"Cannot write '{path}': there is a folder of that name.");

        // A move would replace a read-only file, since it only needs the folder to be writable.
        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
            throw new UnauthorizedAccessException($"Cannot write '{path}': the file is read-only.");

        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write)) stream.Write(content);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            // The runtime's message would name the other file, where that cannot be made.
            string message = $"Cannot write '{path}': {(e is FileNotFoundException ? $"no file can be made in '{folder}'." : e.Message)}";
            if (e is UnauthorizedAccessException) throw new UnauthorizedAccessException(message, e);
            throw new IOException(message, e);
        }
    }
}
