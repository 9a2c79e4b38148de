namespace LatentDiffusion;

/// <summary>Looks at the file of a graph before ONNX Runtime does, for faults that its messages hide.</summary>
internal static class GraphFile
{
    private static ReadOnlySpan<byte> LargeFileStorePointer => "version https://git-lfs"u8;

    /// <summary>Fails for a file that is absent, empty, or a pointer of a large-file store.</summary>
    /// <exception cref="ModelFormatException">It is one of these.</exception>
    public static void Require(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new ModelFormatException($"{path}: the file is missing.");
        if (RealPath.Length(path) == 0) throw new ModelFormatException($"{path}: the file is empty.");
        Span<byte> start = stackalloc byte[LargeFileStorePointer.Length];
        using FileStream stream = file.OpenRead();
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(LargeFileStorePointer))
        {
            throw new ModelFormatException($"{path}: this is a pointer of Git LFS, not the file itself. Fetch it with 'git lfs pull'.");
        }
    }
}
