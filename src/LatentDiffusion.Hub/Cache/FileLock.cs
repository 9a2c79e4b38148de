namespace LatentDiffusion.Hub;

/// <summary>
/// Locks on files, which processes of this library and of huggingface_hub share: both use <c>flock</c> where there is one, and what is not
/// shared on Windows. The system lets go of them when a process ends, however it ends. The files stay, as two processes could else hold
/// the lock of one name.
/// </summary>
internal static class FileLock
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead; // 664, so that users of a shared cache can wait for one another

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for a lock.</summary>
    /// <param name="path">The file to lock.</param>
    /// <param name="waiting">Called once where it has to be waited for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lock; dispose it to let go.</returns>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (bool waits = false; ;)
        {
            if (TryAcquire(path) is { } held) return held;
            if (!waits) waiting();
            waits = true;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a lock if nobody has it.</summary>
    /// <returns>The lock, or null.</returns>
    public static IDisposable? TryAcquire(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        try
        {
            FileStream file = new(path, options);
            if (File.Exists(path)) return file;
            file.Dispose(); // somebody deleted it in between; a lock on a file without a name guards nothing
            return null;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Whether a lock that this process holds keeps others out, which some file systems on networks only pretend.</summary>
    public static bool IsHonoured(string path)
    {
        using IDisposable? second = TryAcquire(path);
        return second is null;
    }

    private static bool IsHeld(IOException e)
    {
        const int WouldBlock = 11, WouldBlockOnMac = 35, SharingViolation = 32, LockViolation = 33;
        return OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is SharingViolation or LockViolation
            : e.HResult is WouldBlock or WouldBlockOnMac;
    }
}
