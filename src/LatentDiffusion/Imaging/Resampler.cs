using System.Numerics.Tensors;

namespace LatentDiffusion.Imaging;

/// <summary>
/// Resizes 8-bit images exactly as <c>Image.resize</c> of Pillow 13: in fixed point, along the rows and along the columns, rounded to bytes
/// between the two (https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c).
/// </summary>
internal static class Resampler
{
    private const int Half = 1 << (ResampleWeights.Precision - 1);

    /// <summary>Resizes interleaved pixels.</summary>
    /// <param name="pixels">sourceWidth * sourceHeight * channels bytes.</param>
    /// <param name="sourceWidth">Width of the source.</param>
    /// <param name="sourceHeight">Height of the source.</param>
    /// <param name="channels">Bytes per pixel.</param>
    /// <param name="width">Width of the result, at least 1.</param>
    /// <param name="height">Height of the result, at least 1.</param>
    /// <param name="filter">The filter.</param>
    public static byte[] Resize(
        byte[] pixels, int sourceWidth, int sourceHeight, int channels, int width, int height, ResampleFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, Array.MaxLength / channels, nameof(width));
        return ResizePart(pixels, sourceWidth, sourceHeight, channels, width, height, filter, 0..width, 0..height);
    }

    /// <summary>The same of a part of the result, with no memory for the rest of it.</summary>
    /// <param name="pixels">sourceWidth * sourceHeight * channels bytes.</param>
    /// <param name="sourceWidth">Width of the source.</param>
    /// <param name="sourceHeight">Height of the source.</param>
    /// <param name="channels">Bytes per pixel.</param>
    /// <param name="wholeWidth">Width of the whole result.</param>
    /// <param name="wholeHeight">Height of the whole result.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="columns">The columns that are wanted of it, counted from its start.</param>
    /// <param name="rows">The rows that are wanted of it, counted from its start.</param>
    public static byte[] ResizePart(
        byte[] pixels,
        int sourceWidth,
        int sourceHeight,
        int channels,
        int wholeWidth,
        int wholeHeight,
        ResampleFilter filter,
        Range columns,
        Range rows)
    {
        if (filter == ResampleFilter.Nearest)
            return Nearest(
                pixels, sourceWidth, channels, Nearest(sourceWidth, wholeWidth)[columns], Nearest(sourceHeight, wholeHeight)[rows]);
        int width = columns.End.Value - columns.Start.Value, height = rows.End.Value - rows.Start.Value;
        ResampleWeights? across = wholeWidth == sourceWidth && width == wholeWidth
            ? null : new(sourceWidth, wholeWidth, filter, columns.Start.Value, width);
        ResampleWeights? down = wholeHeight == sourceHeight && height == wholeHeight
            ? null : new(sourceHeight, wholeHeight, filter, rows.Start.Value, height);

        // Pillow 13 takes the columns first where the height shrinks by far more than the width (its pull request 9549).
        bool columnsFirst = wholeHeight < sourceHeight && sourceHeight - wholeHeight > 2L * (sourceWidth - wholeWidth);
        if (columnsFirst && down is not null)
        {
            pixels = Columns(pixels, sourceWidth * channels, down, 0, height);
            return across is null ? pixels : Rows(pixels, sourceWidth, height, channels, across, width);
        }

        // Only the rows of the source that count for those of the result are resized.
        var (first, count) = down?.Sources ?? (0, sourceHeight);
        if (across is not null) pixels = Rows(pixels.AsSpan(first * sourceWidth * channels), sourceWidth, count, channels, across, width);
        return down is null ? pixels : Columns(pixels, width * channels, down, across is null ? 0 : first, height);
    }

    private static byte[] Rows(ReadOnlySpan<byte> pixels, int sourceWidth, int rows, int channels, ResampleWeights weights, int width)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(width * rows * channels));
        int to = 0;
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * sourceWidth * channels, sourceWidth * channels);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> window = weights.Weights(x);
                for (int c = 0; c < channels; c++)
                {
                    int sum = Half, from = weights.First(x) * channels + c;
                    for (int k = 0; k < window.Length; k++, from += channels) sum += row[from] * window[k];
                    result[to++] = Clip(sum);
                }
            }
        }

        return result;
    }

    /// <summary>Resizes columns, of which the pixels begin with a row of the source.</summary>
    private static byte[] Columns(byte[] pixels, int stride, ResampleWeights weights, int firstRow, int height)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(stride * height));
        int[] sums = new int[stride], wide = new int[stride];
        for (int y = 0; y < height; y++)
        {
            Array.Fill(sums, Half);
            ReadOnlySpan<int> window = weights.Weights(y);
            for (int k = 0; k < window.Length; k++)
            {
                TensorPrimitives.ConvertTruncating<byte, int>(pixels.AsSpan((weights.First(y) - firstRow + k) * stride, stride), wide);
                TensorPrimitives.MultiplyAdd(wide, window[k], sums, sums);
            }

            Span<byte> target = result.AsSpan(y * stride, stride);
            for (int x = 0; x < target.Length; x++) target[x] = Clip(sums[x]);
        }

        return result;
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResampleWeights.Precision, 0, 255);

    private static byte[] Nearest(byte[] pixels, int sourceWidth, int channels, int[] columns, int[] rows)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(columns.Length * rows.Length * channels));
        int to = 0;
        foreach (int row in rows)
        {
            foreach (int column in columns)
            {
                pixels.AsSpan((row * sourceWidth + column) * channels, channels).CopyTo(result.AsSpan(to));
                to += channels;
            }
        }

        return result;
    }

    /// <summary>
    /// The source pixel of each target pixel. Pillow adds up the step instead of multiplying it (<c>ImagingScaleAffine</c> in its
    /// <c>Geometry.c</c>), which decides ties.
    /// </summary>
    private static int[] Nearest(int source, int target)
    {
        int[] indices = new int[target];
        double step = (double)source / target, position = step * 0.5;
        for (int i = 0; i < target; i++, position += step) indices[i] = Math.Min((int)position, source - 1);
        return indices;
    }
}
