using LatentDiffusion.Imaging;

namespace LatentDiffusion;

/// <summary>
/// A picture in memory: 8 bits each of red, green and blue, in the file's own colour space. Decoding gives the bytes that diffusers'
/// <c>load_image</c> (Pillow's <c>exif_transpose</c> and <c>convert("RGB")</c>) gives: the EXIF orientation is applied, colour profiles and
/// gamma are not, alpha is dropped and the colours under it kept as stored, 16 bits are cut to their high byte, and of an animation the
/// first frame counts. One difference is on purpose: 16-bit gray keeps its high byte too, where Pillow turns nearly all of it white.
/// </summary>
/// <remarks>Immutable, hence safe to share between threads.</remarks>
public sealed class RgbImage
{
    private readonly byte[] _pixels;

    /// <summary>Copies pixels into an image.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">Red, green, blue of each pixel, row after row from the top, without padding: width * height * 3 bytes.</param>
    /// <exception cref="ArgumentException">A size below 1, or a number of bytes that does not fit the size.</exception>
    public RgbImage(int width, int height, ReadOnlySpan<byte> pixels)
        : this(width, height, pixels.ToArray())
    {
    }

    /// <summary>Takes over an array of pixels.</summary>
    internal RgbImage(int width, int height, byte[] pixels, ReadOnlyMemory<byte> encoded = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException($"{width}x{height} pixels have {3L * width * height} bytes, not {pixels.Length}.", nameof(pixels));
        (Width, Height, _pixels, Encoded) = (width, height, pixels, encoded);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of each pixel (RGB24), row after row from the top, without padding: width * height * 3 bytes.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>
    /// The bytes of the file that the picture comes from, where marks of its origin may be (XMP, C2PA); <see cref="Resize"/> keeps them.
    /// Empty for a picture made in memory.
    /// </summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Reads a PNG, JPEG or WebP file.</summary>
    /// <param name="path">The file; its content, not its name, decides the format.</param>
    /// <param name="limits">What the file may ask for; <see cref="ImageLimits.Default"/> unless given.</param>
    /// <exception cref="ImageFormatException">Another format, damaged, cut off, or above a limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or may not be read.</exception>
    public static RgbImage Load(string path, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        return Decode(ImageFile.Read(path, limits), path, limits);
    }

    /// <summary>Decodes the bytes of a PNG, JPEG or WebP file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="limits">What the file may ask for; <see cref="ImageLimits.Default"/> unless given.</param>
    /// <exception cref="ImageFormatException">Another format, damaged, cut off, or above a limit.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, ImageLimits? limits = null) =>
        ImageDecoder.Decode(encoded, "The image", limits ?? ImageLimits.Default);

    /// <summary>Reads a PNG, JPEG or WebP file from a stream, which is read to its end and left open.</summary>
    /// <param name="stream">The file, from the stream's position on.</param>
    /// <param name="limits">What the file may ask for; <see cref="ImageLimits.Default"/> unless given.</param>
    /// <exception cref="ImageFormatException">Another format, damaged, cut off, or above a limit.</exception>
    public static RgbImage Read(Stream stream, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        return Decode(ImageFile.Read(stream, "The image", limits), "The image", limits);
    }

    /// <summary>Resizes with the arithmetic of Pillow's <c>Image.resize</c>, bit for bit.</summary>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="filter">The filter; Lanczos, which diffusers uses for init images and masks, unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the result would have more than 2 GB.</exception>
    public RgbImage Resize(int width, int height, ResampleFilter filter = ResampleFilter.Lanczos) =>
        (width, height) == (Width, Height) ? this
            : new RgbImage(width, height, Resampler.Resize(_pixels, Width, Height, channels: 3, width, height, filter), Encoded);

    /// <summary>A part of what <see cref="Resize"/> gives, without memory for the rest.</summary>
    internal RgbImage ResizePart(
        int width, int height, int left, int top, int partWidth, int partHeight, ResampleFilter filter = ResampleFilter.Lanczos) => new(
        partWidth,
        partHeight,
        Resampler.ResizePart(_pixels, Width, Height, 3, width, height, filter, left..(left + partWidth), top..(top + partHeight)),
        Encoded);

    /// <summary>Cuts a part out; it must lie within the image.</summary>
    internal RgbImage Crop(int left, int top, int width, int height)
    {
        if ((left, top, width, height) == (0, 0, Width, Height)) return this;
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++) Pixels.Slice(3 * ((top + y) * Width + left), 3 * width).CopyTo(part.AsSpan(3 * y * width));
        return new RgbImage(width, height, part, Encoded);
    }

    /// <summary>Encodes the image.</summary>
    /// <param name="format">The file format.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless. From 90 on JPEG keeps colour at full resolution.</param>
    /// <param name="parameters">Text that says how the image was made, to store inside the file; see <see cref="ImageMetadata"/>.</param>
    /// <returns>The bytes of a file.</returns>
    /// <exception cref="ArgumentException">The quality is out of range, or the format cannot hold the size or the text.</exception>
    public byte[] Encode(ImageFormat format, int quality = 95, string? parameters = null) =>
        ImageMetadata.Embed(ImageEncoder.Encode(this, format, quality), format, parameters);

    /// <summary>
    /// Writes the image to a file, whole or not at all: it is written beside the target under another name and then takes its place.
    /// </summary>
    /// <param name="path">The target; its extension (.png, .jpg, .jpeg, .webp) decides the format. An existing file is replaced.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless.</param>
    /// <param name="parameters">Text that says how the image was made, to store inside the file; see <see cref="ImageMetadata"/>.</param>
    /// <exception cref="ArgumentException">Another extension, a bad quality, or a size or text that the format cannot hold.</exception>
    /// <exception cref="IOException">The folder is missing or cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The target is read-only, or the folder is not ours to write to.</exception>
    public void Save(string path, int quality = 95, string? parameters = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Encode(ImageFile.FormatOf(path), quality, parameters));
    }

    private static RgbImage Decode(byte[] encoded, string name, ImageLimits limits) =>
        ImageDecoder.Decode(encoded, name, limits, kept: encoded);
}
