namespace LatentDiffusion.Datasets;

/// <summary>A folder, also one of a file system that several machines share.</summary>
/// <param name="path">The folder; it is made where there is none.</param>
public sealed class FolderStore(string path) : IShardStore
{
    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public bool Exists(string name, CancellationToken cancellationToken) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    public long? SizeOf(string name, CancellationToken cancellationToken) =>
        new FileInfo(PathOf(name)) is { Exists: true } file ? file.Length : null;

    /// <inheritdoc/>
    public void Remove(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(PathOf(name))) File.Delete(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{PathOf(name)}' cannot be removed: {Shown.Cause(e)}", e);
        }
    }

    /// <inheritdoc/>
    public bool Publish(string name, string file, CancellationToken cancellationToken)
    {
        string target = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string? copy = null;
        try
        {
            // A move from another file system would write the target bit by bit.
            if (!Path.GetFullPath(file).StartsWith(Whole(path) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                copy = CopyBeside(file, target);
            File.Move(copy ?? file, target, overwrite: false); // by a link, which fails where there is a file
            if (copy is not null) File.Delete(file);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{target}' cannot be published: {Shown.Cause(e)}", e);
        }
        finally
        {
            if (copy is not null) File.Delete(copy);
        }
    }

    /// <inheritdoc/>
    public Stream Open(string name, CancellationToken cancellationToken)
    {
        try
        {
            return File.OpenRead(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{PathOf(name)}' cannot be read: {Shown.Cause(e)}", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder, CancellationToken cancellationToken) => !Directory.Exists(PathOf(folder)) ? []
        : [.. Directory.EnumerateFiles(PathOf(folder)).Where(f => !IsHalf(f)).Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];

    private static string CopyBeside(string file, string target)
    {
        string copy = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using FileStream from = File.OpenRead(file), to = new(copy, FileMode.CreateNew, FileAccess.Write);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
            return copy;
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Whether a file is a copy that a process was ended in.</summary>
    private static bool IsHalf(string file) => Path.GetFileName(file) is ['.', .. var name] && name.EndsWith(".tmp", StringComparison.Ordinal);

    private string PathOf(string name) => Path.Combine(path, name);
}
