using System.Runtime.InteropServices;

namespace LatentDiffusion.Tests;

[Collection(nameof(NothingBeside))] // tests that open prepared graphs hold it too
public sealed partial class ReusedBlocksTests
{
    private const nuint Large = 48 << 20;

    // Above what any hole holds that earlier tests left in the heap, from where a block comes if it can, mapped or not. It is not touched.
    private const nuint LargerThanHoles = 2u << 30;

    [Fact]
    public void LargeBlocksComeFromTheHeapOnlyWhileItIsHeld()
    {
        Assert.SkipUnless(IsGlibc(), "This is how the heap of glibc works.");
        using (ReusedBlocks outer = new())
        {
            using (ReusedBlocks inner = new())
            {
                Assert.False(IsMapped(Large));
                inner.Dispose(); // and once more at the end of the block, which must not count
            }

            Assert.False(IsMapped(Large));
        }

        Assert.True(IsMapped(LargerThanHoles));
    }

    // The word before a block holds its size, whose second bit says that it was mapped: https://sourceware.org/glibc/wiki/MallocInternals
    private static unsafe bool IsMapped(nuint bytes)
    {
        void* block = Malloc(bytes);
        Assert.False(block == null);
        try
        {
            return (((nuint*)block)[-1] & 2) != 0;
        }
        finally
        {
            Free(block);
        }
    }

    private static bool IsGlibc() => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _)
        && !Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");

    [LibraryImport("libc.so.6", EntryPoint = "malloc")]
    private static unsafe partial void* Malloc(nuint bytes);

    [LibraryImport("libc.so.6", EntryPoint = "free")]
    private static unsafe partial void Free(void* block);
}
