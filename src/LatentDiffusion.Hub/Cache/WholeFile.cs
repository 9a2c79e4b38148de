namespace LatentDiffusion.Hub;

/// <summary>Writes small files that are there whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file, and its folders, in place of what is there.</summary>
    public static void Write(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));

    /// <summary>Writes a file, and its folders, in place of what is there.</summary>
    public static void Write(string path, byte[] content) => Write(path, temporary => File.WriteAllBytes(temporary, content));

    /// <summary>Copies a file, and makes folders, in place of what is there.</summary>
    public static void Copy(string source, string path) => Write(path, temporary => File.Copy(source, temporary));

    private static void Write(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid().ToString("N")[..8]}.tmp"; // as huggingface_hub names them
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
