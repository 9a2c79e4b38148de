using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>Looks at the file of a graph before ONNX Runtime does, for faults that its messages hide.</summary>
internal static class GraphFile
{
    private static ReadOnlySpan<byte> LargeFileStorePointer => "version https://git-lfs"u8;

    /// <summary>Fails for a file that is absent, empty, no ordinary file, unreadable, or a pointer of a large-file store.</summary>
    /// <exception cref="ModelFormatException">It is one of these.</exception>
    public static void Require(string path)
    {
        try
        {
            string real = RealPath.Of(path);
            long? length = OrdinaryFile.LengthOf(real);
            if (length is null) throw new ModelFormatException($"{path}: the file is missing.");
            if (length == 0) throw new ModelFormatException($"{path}: the file is empty, or no ordinary file.");
            if (IsPointer(real))
                throw new ModelFormatException($"{path}: this is a pointer of Git LFS, not the file itself. Fetch it with 'git lfs pull'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }

    private static bool IsPointer(string path)
    {
        Span<byte> start = stackalloc byte[LargeFileStorePointer.Length];
        using FileStream stream = File.OpenRead(path);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(LargeFileStorePointer);
    }
}
