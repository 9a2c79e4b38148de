using LatentDiffusion.Imaging;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>Pictures that requests bring: bytes, base64 or data URLs. Addresses and paths are never followed.</summary>
internal static class InputImages
{
    /// <summary>The bytes of a picture in base64, as a data URL or bare.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">Name of the field, for messages.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static byte[] Bytes(string text, string parameter)
    {
        ReadOnlySpan<char> base64 = text.AsSpan().Trim();
        if (base64.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            int comma = base64.IndexOf(',');
            if (comma < 0 || !base64[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) throw Not(parameter);
            base64 = base64[(comma + 1)..];
        }

        byte[] bytes = new byte[base64.Length / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(base64, bytes, out int written) && written > 0 ? bytes[..written] : throw Not(parameter);
    }

    /// <summary>Decodes a picture in base64.</summary>
    /// <exception cref="RequestException">It is no base64, no picture, damaged, or too large.</exception>
    public static RgbImage Decode(string text, string parameter, ImageLimits limits) =>
        Decode(text, parameter, file => RgbImage.Decode(file, limits));

    /// <inheritdoc cref="Decode(string, string, ImageLimits)"/>
    public static RgbImage Decode(string text, string parameter, Func<byte[], RgbImage> decode) =>
        Named(parameter, () => decode(Bytes(text, parameter)));

    /// <summary>What a picture is decoded to.</summary>
    /// <param name="parameter">Name of the field, for messages.</param>
    /// <param name="decode">Decodes it.</param>
    /// <exception cref="RequestException">It is no picture, damaged, or too large.</exception>
    public static RgbImage Named(string parameter, Func<RgbImage> decode)
    {
        try
        {
            return decode();
        }
        catch (ImageFormatException e)
        {
            throw new RequestException(new Fault(StatusCodes.Status400BadRequest, "invalid_image", $"{parameter}: {e.Message}", parameter));
        }
    }

    /// <summary>
    /// A mask as OpenAI has it: transparent is drawn anew. One without transparency is read as all others are: white is drawn anew.
    /// </summary>
    /// <exception cref="ImageFormatException">It is no picture, damaged, or too large.</exception>
    public static RgbImage AlphaMask(byte[] file, ImageLimits limits) => Mask(file, limits, PixelOperations.Invert);

    /// <summary>
    /// The mask that a picture to edit brings itself where none is given: its transparent parts, which OpenAI's API draws anew. Null where no
    /// pixel is wholly transparent.
    /// </summary>
    /// <param name="file">The bytes of a picture that can be decoded.</param>
    public static RgbImage? Transparency(byte[] file) =>
        AlphaChannel.Read(file) is { } alpha && alpha.Pixels.Contains((byte)0) ? PixelOperations.Invert(alpha) : null;

    /// <summary>
    /// A mask as stable-diffusion-webui has it (<c>create_binary_mask</c> in its <c>modules/processing.py</c>): opaque is drawn anew. One
    /// without transparency is read by its colours: white is drawn anew.
    /// </summary>
    /// <exception cref="ImageFormatException">It is no picture, damaged, or too large.</exception>
    public static RgbImage OpaqueMask(byte[] file, ImageLimits limits) => Mask(file, limits, Binary);

    /// <summary>
    /// A picture to start from as stable-diffusion-webui takes it: transparent parts on white, which is the default of its setting
    /// <c>img2img_background_color</c> (<c>flatten</c> in its <c>modules/images.py</c>).
    /// </summary>
    /// <exception cref="ImageFormatException">It is no picture, damaged, or too large.</exception>
    public static RgbImage OnWhite(byte[] file, ImageLimits limits)
    {
        RgbImage colours = RgbImage.Decode(file, limits);
        if (AlphaChannel.Read(file) is not { } alpha) return colours;
        byte[] pixels = new byte[colours.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            // Pillow's paste with a mask: division by 255 with rounding.
            int sum = colours.Pixels[i] * alpha.Pixels[i] + 255 * (255 - alpha.Pixels[i]) + 128;
            pixels[i] = (byte)((sum + (sum >> 8)) >> 8);
        }

        return new RgbImage(colours.Width, colours.Height, pixels);
    }

    private static RgbImage Mask(byte[] file, ImageLimits limits, Func<RgbImage, RgbImage> ofAlpha)
    {
        RgbImage colours = RgbImage.Decode(file, limits); // checks limits and format before anything else is decoded
        return AlphaChannel.Read(file) is { } alpha ? ofAlpha(alpha) : colours;
    }

    private static RgbImage Binary(RgbImage alpha) => PixelOperations.Changed(alpha, value => (byte)(value > 128 ? 255 : 0));

    private static RequestException Not(string parameter) =>
        new(parameter, $"{parameter} must be a picture in base64, bare or as a data URL; addresses and paths are not followed.");
}
