namespace LatentDiffusion.Hub;

/// <summary>What can be wrong with the disk that the cache is on.</summary>
internal static class DiskFaults
{
    /// <summary>The exception for a file that cannot be read or written.</summary>
    /// <param name="e">What revealed it.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="file">Path of the file in the repository, or null.</param>
    /// <param name="path">Where it is on the disk.</param>
    /// <param name="service">Whose cache it is.</param>
    public static HubException Explain(Exception e, string model, string? file, string path, HubService service) => IsFull(e)
        ? new HubException(
            HubErrorKind.DiskFull,
            model,
            $"the disk of {path} is full. Free some room ('latentdiffusion list' shows what the cache holds) and try again; what has come "
            + "is kept.",
            file,
            e)
        : new HubException(
            HubErrorKind.Cache,
            model,
            $"the cache cannot be used: {e.Message} Check the rights on it, or choose another by {service.CacheVariable}.",
            file,
            e);

    /// <summary>Fails where there is less room than is needed.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="folder">A folder on the disk.</param>
    /// <param name="service">Whose cache it is.</param>
    /// <param name="needed">Bytes that have yet to come.</param>
    /// <param name="free">Tells the free bytes of a disk, or null where they are not known.</param>
    /// <exception cref="HubException">There is less.</exception>
    public static void RequireRoom(string model, string folder, HubService service, long needed, Func<string, long?> free)
    {
        if (needed > 0 && free(folder) is { } room && room < needed)
            throw new HubException(
                HubErrorKind.DiskFull,
                model,
                FormattableString.Invariant($"{needed / 1e6:0.0} MB have to be downloaded, but the disk of {folder} has only ")
                + FormattableString.Invariant($"{room / 1e6:0.0} MB free. ")
                + $"Free some room, or choose another disk by {service.CacheVariable}.");
    }

    /// <summary>Free bytes for this user on the disk of a folder; null where the system does not tell.</summary>
    public static long? Free(string folder)
    {
        try
        {
            while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder) ?? throw new IOException();
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a share, say
        }
    }

    private static bool IsFull(Exception e)
    {
        const int NoSpace = 28, Quota = 122, QuotaOnMac = 69, TooBig = 27; // errno of ENOSPC, EDQUOT and EFBIG
        const int DiskFull = 0x70, HandleDiskFull = 0x27;
        return OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is DiskFull or HandleDiskFull
            : e.HResult is NoSpace or TooBig || e.HResult == (OperatingSystem.IsMacOS() ? QuotaOnMac : Quota);
    }
}
