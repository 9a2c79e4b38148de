namespace LatentDiffusion.Storage;

/// <summary>The one format of weights that is read from files: others can run code when they are read.</summary>
internal static class SafeFormat
{
    private const string Ending = ".safetensors";

    /// <summary>Fails for the name of a file of another format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it should hold, in the plural.</param>
    /// <param name="hint">What else there is to know.</param>
    /// <exception cref="ModelFormatException">It is one.</exception>
    public static void Require(string path, string content, string hint = "")
    {
        if (!path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            throw new ModelFormatException(
                $"{path}: {content} are read from {Ending} files only; others, such as .ckpt, .pt and .bin, "
                + $"can run code when they are read, which is unsafe.{hint}");
    }
}
