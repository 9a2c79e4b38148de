namespace LatentDiffusion.Imaging;

/// <summary>Turns and mirrors an image as its orientation says (EXIF 2.32, tag 0x0112; XMP has it too).</summary>
internal static class Orientations
{
    /// <summary>The orientation that a file's EXIF data tell, else its XMP packet; 1 (upright) where neither does.</summary>
    public static int Of(ReadOnlySpan<byte> file, ImageFormat format) =>
        ExifTags.Orientation(ImageMetadata.FindExif(file, format)) ?? XmpOrientation.Find(file, format) ?? 1;

    /// <summary>The upright image for an orientation of 1 to 8; any other leaves the image as it is.</summary>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8) return image;

        // Each orientation is a transposition or none (5 to 8), after which the columns, the rows or both run backwards.
        bool transposed = orientation >= 5;
        bool columnsBackwards = orientation is 2 or 3 or 6 or 7, rowsBackwards = orientation is 3 or 4 or 7 or 8;
        var (width, height) = transposed ? (image.Height, image.Width) : (image.Width, image.Height);
        byte[] upright = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        int to = 0;
        for (int y = 0; y < height; y++)
        {
            int row = rowsBackwards ? height - 1 - y : y;
            for (int x = 0; x < width; x++, to += 3)
            {
                int column = columnsBackwards ? width - 1 - x : x;
                int from = 3 * (transposed ? column * image.Width + row : row * image.Width + column);
                image.Pixels.Slice(from, 3).CopyTo(upright.AsSpan(to));
            }
        }

        return new RgbImage(width, height, upright, image.Encoded);
    }
}
