using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace LatentDiffusion.ImageSharp;

/// <summary>Pictures as images of SixLabors.ImageSharp, and back. Both directions copy.</summary>
public static class ImageSharpPictures
{
    /// <summary>Conversions from a picture.</summary>
    /// <param name="image">The picture.</param>
    extension(RgbImage image)
    {
        /// <summary>The picture as an image of ImageSharp, which its receiver disposes.</summary>
        /// <returns>An image of the same size and bytes.</returns>
        public Image<Rgb24> ToImageSharp()
        {
            ArgumentNullException.ThrowIfNull(image);
            return Image.LoadPixelData<Rgb24>(image.Pixels.ToArray(), image.Width, image.Height);
        }

        /// <summary>
        /// An image of ImageSharp as a picture. Alpha is dropped and the colours under it kept as stored; 16 bits are rounded to 8; of an
        /// animation the first frame is taken. Exif orientation is not applied: call <c>AutoOrient</c> first.
        /// </summary>
        /// <param name="source">An image of any pixel format.</param>
        /// <returns>A picture of the same size.</returns>
        public static RgbImage FromImageSharp(Image source)
        {
            ArgumentNullException.ThrowIfNull(source);
            using Image<Rgb24> copy = source.CloneAs<Rgb24>();
            byte[] pixels = new byte[3 * copy.Width * copy.Height];
            copy.CopyPixelDataTo(pixels);
            return new RgbImage(copy.Width, copy.Height, pixels);
        }
    }

    /// <summary>The request with an image of ImageSharp as its <see cref="ImageInput.Picture"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="image">The picture to start from, as in <c>RgbImage.FromImageSharp</c>.</param>
    public static GenerationRequest WithInitImage(this GenerationRequest request, Image image)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Image = (request.Image ?? new ImageInput()) with { Picture = RgbImage.FromImageSharp(image) } };
    }

    /// <summary>The request with an image of ImageSharp as its <see cref="Inpainting.Mask"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mask">White where the picture is to be drawn anew, black where it stays.</param>
    public static GenerationRequest WithMask(this GenerationRequest request, Image mask)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Inpainting = (request.Inpainting ?? new Inpainting()) with { Mask = RgbImage.FromImageSharp(mask) } };
    }
}
