namespace LatentDiffusion.Provenance;

/// <summary>Where an image format keeps a manifest store (C2PA 2.2, appendix A.3).</summary>
internal abstract class ManifestContainer
{
    /// <summary>Code for files with more stores than one, or one in pieces.</summary>
    public const string Several = "manifest.multipleManifests", Damaged = "manifest.inaccessible";

    /// <summary>Largest store that is read or carried on: 16 MiB.</summary>
    public const int MaxStore = 16 << 20;

    /// <summary>That of a format.</summary>
    public static ManifestContainer Of(ImageFormat format) => format switch
    {
        ImageFormat.Png => new PngContainer(),
        ImageFormat.Jpeg => new JpegContainer(),
        _ => new WebpContainer(),
    };

    /// <summary>Whether stores should have an even length: c2pa-rs does not count what RIFF pads an odd one with.</summary>
    public virtual bool WantsEvenLength => false;

    /// <summary>Finds the store of a file, or gives null.</summary>
    /// <exception cref="DamagedMarkException">It is damaged, or there are several.</exception>
    public abstract ManifestPlace? Find(ReadOnlySpan<byte> file);

    /// <summary>Where the store of a file without one is to begin.</summary>
    /// <exception cref="ImageFormatException">The file is damaged.</exception>
    public abstract int StartFor(ReadOnlySpan<byte> file);

    /// <summary>How many bytes of a file a store takes.</summary>
    public abstract int LengthFor(int store);

    /// <summary>A file without a store, with one.</summary>
    public abstract byte[] Put(ReadOnlySpan<byte> file, ReadOnlySpan<byte> store);

    /// <summary>The file without its stores.</summary>
    public abstract byte[] Without(ReadOnlySpan<byte> file);

    /// <summary>Refuses a store that is too large.</summary>
    protected static void CheckLength(long length)
    {
        if (length > MaxStore)
            throw new DamagedMarkException(Damaged, $"A manifest store may have up to {MaxStore} bytes; it has {length}.");
    }
}
