namespace LatentDiffusion;

/// <summary>A generated picture and how it was made.</summary>
public sealed class GeneratedImage
{
    /// <summary>Joins a picture with its parameters.</summary>
    internal GeneratedImage(RgbImage image, long seed, GenerationParameters parameters) =>
        (Image, Seed, Parameters) = (image, seed, parameters);

    /// <summary>The picture.</summary>
    public RgbImage Image { get; }

    /// <summary>The seed of this picture: generated alone with it, the picture is the same.</summary>
    public long Seed { get; }

    /// <summary>How the picture was made; <see cref="Save"/> stores it inside the file.</summary>
    public GenerationParameters Parameters { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => Image.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Image.Height;

    /// <summary>Red, green, blue of each pixel (RGB24), row after row from the top, without padding: width * height * 3 bytes.</summary>
    public ReadOnlySpan<byte> Pixels => Image.Pixels;

    /// <summary>
    /// Writes the picture with its parameters to a file, whole or not at all; see <see cref="RgbImage.Save"/> for errors.
    /// </summary>
    /// <param name="path">The target; its extension (.png, .jpg, .jpeg, .webp) decides the format. An existing file is replaced.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP; 100 makes WebP lossless.</param>
    public void Save(string path, int quality = 95) => Image.Save(path, quality, Parameters.ToText());
}
