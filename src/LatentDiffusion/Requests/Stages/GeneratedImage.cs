using LatentDiffusion.Imaging;
using LatentDiffusion.Requests;

namespace LatentDiffusion;

/// <summary>A generated picture and how it was made.</summary>
public sealed class GeneratedImage
{
    /// <summary>Joins a picture with its parameters.</summary>
    internal GeneratedImage(RgbImage image, long seed, GenerationParameters parameters, IReadOnlyList<RgbImage> sources) =>
        (Image, Seed, Parameters, Sources) = (image, seed, parameters, sources);

    private GeneratedImage(GeneratedImage other, RgbImage image)
        : this(image, other.Seed, other.Parameters, other.Sources) => (Stages, XmpPacket) = (other.Stages, other.XmpPacket);

    /// <summary>The picture.</summary>
    public RgbImage Image { get; }

    /// <summary>The seed of this picture: generated alone with it, the picture is the same.</summary>
    public long Seed { get; }

    /// <summary>How the picture was made; <see cref="Save"/> stores it inside the file.</summary>
    public GenerationParameters Parameters { get; }

    /// <summary>
    /// The pictures that this one was made from, as they were given: <see cref="ImageInput.Picture"/>, then those of
    /// <see cref="ImageInput.Sources"/>. Empty for text to image.
    /// </summary>
    public IReadOnlyList<RgbImage> Sources { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => Image.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Image.Height;

    /// <summary>Red, green, blue of each pixel (RGB24), row after row from the top, without padding: width * height * 3 bytes.</summary>
    public ReadOnlySpan<byte> Pixels => Image.Pixels;

    /// <summary>The stages that its files go through.</summary>
    internal StageList? Stages { get; init; }

    /// <summary>What its files say of its origin, or null for nothing.</summary>
    internal string? XmpPacket { get; init; }

    /// <summary>
    /// Makes a file of the picture, with its parameters and origin (<see cref="PipelineOptions.MarksImages"/>) inside, and sends
    /// it through <see cref="PipelineOptions.FileStages"/>. Where the format cannot hold the whole text of the parameters (JPEG some 32,000
    /// characters, others a megabyte), prompts in it are cut short; the generation's warnings say so.
    /// </summary>
    /// <param name="format">The file format.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless. Default 95.</param>
    /// <returns>The bytes of a file.</returns>
    /// <exception cref="ArgumentException">The quality is out of range, or the format cannot hold the size.</exception>
    public byte[] Encode(ImageFormat format, int quality = 95)
    {
        byte[] file = Image.Encode(format, quality, FittingText.Of(Parameters, format));
        if (XmpPacket is not null) file = XmpFile.Put(file, format, XmpPacket);
        return Stages?.Apply(file, format, this) ?? file;
    }

    /// <summary>Writes what <see cref="Encode"/> gives to a stream, which is left open.</summary>
    /// <param name="stream">The target.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless. Default 95.</param>
    /// <exception cref="ArgumentException">The quality is out of range, or the format cannot hold the size.</exception>
    public void Write(Stream stream, ImageFormat format, int quality = 95)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(format, quality));
    }

    /// <summary>
    /// Writes what <see cref="Encode"/> gives to a file, whole or not at all; see <see cref="RgbImage.Save"/> for errors.
    /// </summary>
    /// <param name="path">The target; its extension (.png, .jpg, .jpeg, .webp) decides the format. An existing file is replaced.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless.</param>
    public void Save(string path, int quality = 95)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Encode(ImageFile.FormatOf(path), quality));
    }

    /// <summary>
    /// Another picture that was made of this one, such as an enlarged or cropped one, with the same parameters and origin; its files go
    /// through the same <see cref="PipelineOptions.FileStages"/>.
    /// </summary>
    /// <param name="image">The picture, of any size.</param>
    public GeneratedImage With(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ReferenceEquals(image, Image) ? this : new GeneratedImage(this, image);
    }
}
