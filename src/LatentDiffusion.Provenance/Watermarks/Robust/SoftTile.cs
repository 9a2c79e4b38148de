using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Provenance;

/// <summary>Soft values of the chips, of all tiles of a picture summed.</summary>
internal static class SoftTile
{
    /// <summary>A block is dark below this mean, a pixel is white from this value.</summary>
    private const float DarkLimit = 16, WhiteLimit = 254.5f;

    /// <summary>Folds a picture's coefficients into one tile.</summary>
    /// <param name="coefficients">Coefficients of its blocks, as <see cref="BlockTransform.ByCoefficient"/> gives them.</param>
    /// <param name="across">Blocks in a row.</param>
    /// <param name="gain">What coefficients are multiplied by, to undo a change of contrast.</param>
    /// <param name="count">How many coefficients of each block count, from the first.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <param name="skipped">For each block, whether it is left out; null where all count.</param>
    /// <param name="tile">The sums, in the order of <see cref="ChipPattern"/>.</param>
    public static void Fold(
        ReadOnlySpan<float> coefficients, int across, float gain, int count, TilePlace place, bool[]? skipped, Span<float> tile)
    {
        tile.Clear();
        int blocks = coefficients.Length / MarkLayout.Coefficients;
        float[] waves = new float[blocks];
        for (int c = 0; c < count; c++)
        {
            Waves(coefficients.Slice(c * blocks, blocks), gain / MarkLayout.Steps[c], waves);
            for (int b = 0; skipped is not null && b < skipped.Length; b++) if (skipped[b]) waves[b] = 0;
            for (int start = 0, row = place.RowOffset; start < blocks; start += across, row++)
            {
                int line = c * MarkLayout.TileArea + row % MarkLayout.TileBlocks * MarkLayout.TileBlocks;
                AddTo(tile.Slice(line, MarkLayout.TileBlocks), place.ColumnOffset, waves.AsSpan(start, across));
            }
        }
    }

    /// <summary>Adds a line to a shorter one that begins anew whenever it ends.</summary>
    /// <param name="circle">What is added to.</param>
    /// <param name="start">Where in it the line begins.</param>
    /// <param name="line">The line.</param>
    public static void AddTo(Span<float> circle, int start, ReadOnlySpan<float> line)
    {
        while (!line.IsEmpty)
        {
            int count = Math.Min(circle.Length - start, line.Length);
            Span<float> part = circle.Slice(start, count);
            TensorPrimitives.Add(part, line[..count], part);
            line = line[count..];
            start = 0;
        }
    }

    /// <summary>Says which blocks are left out.</summary>
    /// <param name="luminance">The picture.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <param name="kind">What is left out.</param>
    /// <returns>For each block, whether it is left out; null where all count.</returns>
    public static bool[]? Skipped(Plane luminance, TilePlace place, SkippedBlocks kind)
    {
        const int size = MarkLayout.BlockSize;
        if (kind == SkippedBlocks.None) return null;
        int across = place.Across(luminance.Width);
        bool[] skipped = new bool[across * place.Down(luminance.Height)];
        for (int b = 0; b < skipped.Length; b++)
        {
            (float sum, int white) = (0, 0);
            int start = (place.Top + b / across * size) * luminance.Width + place.Left + b % across * size;
            for (int y = 0; y < size; y++)
            {
                foreach (float value in luminance.Values.AsSpan(start + y * luminance.Width, size))
                {
                    sum += value;
                    if (value >= WhiteLimit) white++;
                }
            }

            skipped[b] = sum < DarkLimit * size * size || kind == SkippedBlocks.Ends && white > 1;
        }

        return skipped;
    }

    /// <summary>
    /// sin(2π turns), to 0.2 %: with 16 t (1/2 - |t|) for the turn t between -1/2 and 1/2 and its square, 0.775 and 0.225 of each.
    /// </summary>
    public static float Wave(float turns)
    {
        float t = turns - MathF.Round(turns);
        float parabola = 16 * t * (0.5f - MathF.Abs(t));
        return parabola * (0.775f + 0.225f * MathF.Abs(parabola));
    }

    /// <summary>The same of many numbers, each multiplied by a factor before.</summary>
    public static void Waves(ReadOnlySpan<float> numbers, float factor, Span<float> destination)
    {
        int vectors = numbers.Length / Vector<float>.Count;
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(destination);
        for (int i = 0; i < vectors; i++)
        {
            Vector<float> turns = from[i] * factor, t = turns - Vector.Round(turns);
            Vector<float> parabola = 16 * t * (new Vector<float>(0.5f) - Vector.Abs(t));
            to[i] = parabola * (new Vector<float>(0.775f) + 0.225f * Vector.Abs(parabola));
        }

        for (int i = vectors * Vector<float>.Count; i < numbers.Length; i++) destination[i] = Wave(numbers[i] * factor);
    }
}
