namespace LatentDiffusion.Evaluation;

/// <summary>
/// clean-fid's resize (Parmar et al. 2022, https://arxiv.org/abs/2104.11222): each channel as a picture of float32 through Pillow's
/// bicubic, which sums in double precision and rounds to float32 after each direction, then clipped to 0..255
/// (https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c, ImagingResampleHorizontal_32bpc).
/// </summary>
internal static class CleanResize
{
    private const int Largest = 255;

    /// <summary>Resizes planes.</summary>
    /// <param name="planes">[planes, height, width]: 0 to 255.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="newHeight">Rows of the result.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <param name="destination">[planes, newHeight, newWidth].</param>
    public static void Resize(ReadOnlySpan<float> planes, int height, int width, int newHeight, int newWidth, Span<float> destination)
    {
        BicubicWindow[]? across = width == newWidth ? null : BicubicWindow.Of(width, newWidth);
        BicubicWindow[]? down = height == newHeight ? null : BicubicWindow.Of(height, newHeight);

        // Pillow 13 takes the columns first where the height shrinks by far more than the width (its pull request 9549).
        bool columnsFirst = newHeight < height && height - newHeight > 2L * (width - newWidth);
        for (; !planes.IsEmpty; planes = planes[(height * width)..], destination = destination[(newHeight * newWidth)..])
        {
            float[] plane = planes[..(height * width)].ToArray();
            if (columnsFirst)
                plane = Rows(Columns(plane, width, down, newHeight), width, across, newWidth);
            else
                plane = Columns(Rows(plane, width, across, newWidth), newWidth, down, newHeight);
            for (int i = 0; i < plane.Length; i++) destination[i] = Math.Clamp(plane[i], 0, Largest);
        }
    }

    private static float[] Rows(float[] plane, int width, BicubicWindow[]? windows, int newWidth)
    {
        if (windows is null) return plane;
        int height = plane.Length / width;
        float[] result = new float[height * newWidth];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = plane.AsSpan(y * width, width);
            for (int x = 0; x < newWidth; x++)
            {
                var (first, weights) = windows[x];
                double sum = 0;
                for (int k = 0; k < weights.Length; k++) sum += row[first + k] * weights[k];
                result[y * newWidth + x] = (float)sum;
            }
        }

        return result;
    }

    private static float[] Columns(float[] plane, int width, BicubicWindow[]? windows, int newHeight)
    {
        if (windows is null) return plane;
        float[] result = new float[newHeight * width];
        double[] sums = new double[width];
        for (int y = 0; y < newHeight; y++)
        {
            var (first, weights) = windows[y];
            Array.Clear(sums);
            for (int k = 0; k < weights.Length; k++)
            {
                ReadOnlySpan<float> row = plane.AsSpan((first + k) * width, width);
                for (int x = 0; x < width; x++) sums[x] += row[x] * weights[k];
            }

            for (int x = 0; x < width; x++) result[y * width + x] = (float)sums[x];
        }

        return result;
    }
}
