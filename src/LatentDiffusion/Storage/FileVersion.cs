using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Storage;

/// <summary>Tells whether a file is the one that was read before, to its last byte, without reading it.</summary>
/// <remarks>
/// The time that a file says it was written at can be set back. The time of its last change cannot: the kernel notes it at every write and
/// at every setting of a time (<c>st_ctime</c>, https://man7.org/linux/man-pages/man7/inode.7.html). Only Linux is asked, and only file
/// systems on disks of the machine, whose kernel sees every write. A write through mapped memory is noted where a page is written to for the
/// first time since it went to the disk: <see cref="Settle"/> sends all there.
/// </remarks>
internal static partial class FileVersion
{
    // What a power failure takes of a file leaves its times as they are: what was read is forgotten when the machine starts again.
    private const string BootPath = "/proc/sys/kernel/random/boot_id";

    // Seconds. The clock of some file systems is as coarse as two: within them, a second write may look like the first.
    private const long Settled = 3;

    // Others take the time from elsewhere (FAT, what a network or a program serves), or note no writes through mapped memory (tmpfs).
    private static readonly HashSet<string> Trusted =
        new(["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs"], StringComparer.Ordinal);

    private static readonly string? Boot = Find();

    /// <summary>
    /// A text that is another one after anything was written to a file. Null where the system does not tell, or the file is so new
    /// that it may still be written to within the tick of the clock of its last change.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="now">The present time.</param>
    public static string? Of(SafeFileHandle file, DateTimeOffset now)
    {
        if (Boot is null) return null;
        try
        {
            return Status(file, "", EmptyPath, Needed, out FileStatus status) == 0 && (status.Known & Needed) == Needed
                && status.Changed.Seconds <= now.ToUnixTimeSeconds() - Settled
                ? string.Join(' ', Boot, status.DeviceMajor, status.DeviceMinor, status.Inode, status.Size, status.Changed, status.Written)
                : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // a C library from before 2018, or under another name
        }
    }

    /// <summary>Sends what was written to a file to the disk, so that every later write is noted.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path.</param>
    /// <returns>Whether it is on a file system that notes them, and there was no fault.</returns>
    public static bool Settle(SafeFileHandle file, string path)
    {
        try
        {
            if (Boot is null || !Trusted.Contains(new DriveInfo(Path.GetFullPath(path)).DriveFormat)) return false;
            RandomAccess.FlushToDisk(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static string? Find()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(BootPath).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // https://man7.org/linux/man-pages/man2/statx.2.html and the layout in https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/stat.h
    private const int EmptyPath = 0x1000;
    private const uint Needed = 0x40 | 0x80 | 0x100 | 0x200; // times of writing and of change, inode, size

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(SafeFileHandle file, string path, int flags, uint mask, out FileStatus status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(0)]
        public uint Known;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Time Changed;

        [FieldOffset(112)]
        public Time Written;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private readonly record struct Time(long Seconds, uint Nanoseconds)
    {
        public override string ToString() => $"{Seconds}.{Nanoseconds:000000000}";
    }
}
