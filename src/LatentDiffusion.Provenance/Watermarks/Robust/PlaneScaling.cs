using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Provenance;

/// <summary>Resizes planes, some rows at a time, so that what lies between source and result stays at hand.</summary>
internal static class PlaneScaling
{
    /// <summary>Rows that are made together: a multiple of every length of vectors.</summary>
    private const int Lanes = 32;

    /// <summary>Resizes a plane by <see cref="CubicWeights"/>.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="part">The part of the result that is wanted; the rest is not made.</param>
    public static Plane Resized(this Plane plane, int width, int height, PlanePart part)
    {
        var result = new Plane(part.Width, part.Height);
        CubicWeights across = new(plane.Width, width), down = new(plane.Height, height);
        float[] row = new float[plane.Width], columns = new float[plane.Width * Lanes], resized = new float[part.Width * Lanes];
        for (int top = 0; top < part.Height; top += Lanes)
        {
            int count = Math.Min(Lanes, part.Height - top);
            for (int lane = 0; lane < count; lane++)
            {
                AddRows(plane, down, part.Top + top + lane, row);
                for (int x = 0; x < row.Length; x++) columns[x * Lanes + lane] = row[x];
            }

            AddColumns(columns, across, part.Left, resized);
            for (int lane = 0; lane < count; lane++)
            {
                Span<float> target = result.Values.AsSpan((top + lane) * part.Width, part.Width);
                for (int x = 0; x < target.Length; x++) target[x] = resized[x * Lanes + lane];
            }
        }

        return result;
    }

    private static void AddRows(Plane plane, CubicWeights weights, int y, Span<float> row)
    {
        row.Clear();
        int first = weights.First(y);
        ReadOnlySpan<float> window = weights.Of(y);
        for (int t = 0; t < window.Length; t++)
            TensorPrimitives.MultiplyAdd(plane.Values.AsSpan((first + t) * plane.Width, plane.Width), window[t], row, row);
    }

    private static void AddColumns(ReadOnlySpan<float> columns, CubicWeights weights, int left, Span<float> resized)
    {
        int length = Lanes / Vector<float>.Count;
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(columns);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(resized);
        for (int x = 0; x < to.Length / length; x++)
        {
            ReadOnlySpan<float> window = weights.Of(left + x);
            ReadOnlySpan<Vector<float>> source = from[(weights.First(left + x) * length)..];
            for (int i = 0; i < length; i++)
            {
                Vector<float> sum = Vector<float>.Zero;
                for (int t = 0; t < window.Length; t++) sum += window[t] * source[t * length + i];
                to[x * length + i] = sum;
            }
        }
    }
}
