namespace LatentDiffusion.Storage;

/// <summary>Files on disk that are gone when they are closed, even where the process is killed.</summary>
internal static class TemporaryFile
{
    // What must stay free for others.
    private const long Reserve = 1L << 30;

    // Two that are made at the same time must not count on the same room.
    private static readonly Lock Making = new();

    // What Linux calls file systems that lie in memory, where a file would save none.
    private static readonly string[] InMemory = ["tmpfs", "ramfs"];

    /// <summary>
    /// A file to write and to map, in the system's folder for temporary files, or on Linux in <c>/var/tmp</c> where that folder lies
    /// in memory. Null where neither has the room.
    /// </summary>
    /// <param name="length">Its length in bytes.</param>
    public static FileStream? Create(long length)
    {
        foreach (string folder in Folders())
        {
            try
            {
                DriveInfo drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder);
                lock (Making)
                {
                    if (InMemory.Contains(drive.DriveFormat) || drive.AvailableFreeSpace - Reserve < length) continue;
                    return Open(Path.Combine(folder, Path.GetRandomFileName()), length);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Another folder may do.
            }
        }

        return null;
    }

    private static IEnumerable<string> Folders()
    {
        yield return Path.GetFullPath(Path.GetTempPath());
        if (OperatingSystem.IsLinux()) yield return "/var/tmp";
    }

    private static FileStream Open(string path, long length)
    {
        FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
            PreallocationSize = length, // else others could take the room before it is written
        });
        try
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path); // Windows deletes it itself, whatever ends the process
            file.SetLength(length);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
