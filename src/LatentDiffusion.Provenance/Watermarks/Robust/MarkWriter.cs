namespace LatentDiffusion.Provenance;

/// <summary>Moves the coefficients of a picture to where its chips' signs are read.</summary>
internal sealed class MarkWriter
{
    /// <summary>A channel beyond these is changed by 10 % more light, or by 10 % more contrast about a middle grey, to its end.</summary>
    private const int NearWhite = 232, NearBlack = 12;

    /// <summary>A channel below this is dark beside brighter ones.</summary>
    private const int Dark = 20;

    /// <summary>Passes that make up for what rounding and the ends of the range took.</summary>
    private const int Passes = 3;

    /// <summary>How often the budget is cut until the picture is as close as it must be.</summary>
    private const int Attempts = 12;

    /// <summary>How far no pixel's luminance is moved beyond.</summary>
    private const float MaxChange = 10;

    private readonly RgbImage _image;
    private readonly Plane _luminance;
    private readonly float[] _host, _signs;
    private readonly bool[] _white;
    private readonly int _across;

    private MarkWriter(RgbImage image, ReadOnlySpan<float> signs)
    {
        (_image, _luminance) = (image, Plane.Luminance(image.Width, image.Height, image.Pixels));
        (_host, _across) = (BlockTransform.Forward(_luminance), image.Width / MarkLayout.BlockSize);
        _signs = new float[_host.Length];
        _white = new bool[_host.Length / MarkLayout.Coefficients];
        for (int b = 0; b < _white.Length; b++)
        {
            int position = b / _across % MarkLayout.TileBlocks * MarkLayout.TileBlocks + b % _across % MarkLayout.TileBlocks;
            for (int c = 0; c < MarkLayout.Coefficients; c++)
                _signs[b * MarkLayout.Coefficients + c] = signs[c * MarkLayout.TileArea + position];
            _white[b] = IsAtTheEnd(b);
        }
    }

    /// <summary>Writes signs into a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="signs">The sign of each chip of a tile.</param>
    /// <returns>The marked pixels; as they were where the picture has no whole block.</returns>
    public static byte[] Write(RgbImage image, ReadOnlySpan<float> signs)
    {
        var writer = new MarkWriter(image, signs);
        if (writer._white.Length == 0) return image.Pixels.ToArray();
        var quality = new MarkQuality(image, writer._luminance);

        var plan = new MarkPlan(writer._host, writer._signs, writer._white, writer.Weights(quality));
        (double error, double loss) = (1, 1);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            byte[] marked = writer.Render(plan.Choose(error * quality.ErrorBudget, loss * quality.SimilarityBudget));
            (double errorUsed, double lossUsed) = quality.Used(marked);
            if (errorUsed <= 1 && lossUsed <= 1) return marked;

            // What is cut falls a little faster from attempt to attempt, so that rounding cannot hold it up.
            if (errorUsed > 1) error *= 0.99 / Math.Pow(errorUsed, 1 + 0.3 * attempt) * (1 - 0.02 * attempt);
            if (lossUsed > 1) loss *= 0.98 / Math.Pow(lossUsed, 1 + 0.3 * attempt) * (1 - 0.02 * attempt);
        }

        return image.Pixels.ToArray();
    }

    private MarkPlan.Cost[] Weights(MarkQuality quality)
    {
        (float Structure, float Brightness)[] similarity = quality.BlockWeights();
        return [.. similarity.Select((weights, b) => new MarkPlan.Cost(Inflation(b), weights.Structure, weights.Brightness))];
    }

    private bool IsAtTheEnd(int block)
    {
        int ends = 0, start = block / _across * MarkLayout.BlockSize * _image.Width + block % _across * MarkLayout.BlockSize;
        for (int y = 0; y < MarkLayout.BlockSize; y++)
        {
            ReadOnlySpan<byte> line = _image.Pixels.Slice(3 * (start + y * _image.Width), 3 * MarkLayout.BlockSize);
            foreach (byte value in line) if (value is > NearWhite or < NearBlack) ends++;
        }

        return ends > 3 * MarkLayout.BlockSize * MarkLayout.BlockSize * 3 / 4;
    }

    private byte[] Render(float[] moves)
    {
        float[] goals = new float[moves.Length], missing = (float[])moves.Clone();
        var change = new Plane(_image.Width, _image.Height);
        byte[] pixels = _image.Pixels.ToArray();
        for (int i = 0; i < goals.Length; i++) goals[i] = _host[i] + moves[i];
        for (int pass = 0; pass < Passes; pass++)
        {
            BlockTransform.AddInverse(missing, pass == 0 ? 1 : 0.7f, change);
            Apply(change, pixels);
            if (pass == Passes - 1) break;
            float[] reached = BlockTransform.Forward(Plane.Luminance(_image.Width, _image.Height, pixels));
            for (int i = 0; i < missing.Length; i++) missing[i] = goals[i] - reached[i];
        }

        return pixels;
    }

    /// <summary>Adds the change to the channels; where one cannot follow, the others make up for it.</summary>
    private void Apply(Plane change, byte[] pixels)
    {
        ReadOnlySpan<byte> original = _image.Pixels;
        for (int i = 0, p = 0; i < change.Values.Length; i++, p += 3)
        {
            float wanted = change.Values[i] = Math.Clamp(change.Values[i], -MaxChange, MaxChange);
            (int red, int green, int blue) = (original[p], original[p + 1], original[p + 2]);
            (float partRed, float partGreen, float partBlue) = (Part(red), Part(green), Part(blue));
            (int r, int g, int b) = (red, green, blue);
            for (int round = 0; round < 2; round++)
            {
                float lacking = wanted - (Plane.Red * (r - red) + Plane.Green * (g - green) + Plane.Blue * (b - blue));
                if (round > 0 && MathF.Abs(lacking) < 0.6f) break;
                int end = lacking > 0 ? 255 : 0;
                (float pr, float pg, float pb) = (r != end ? partRed : 0, g != end ? partGreen : 0, b != end ? partBlue : 0);
                float free = Plane.Red * pr + Plane.Green * pg + Plane.Blue * pb;
                if (free < 0.01f) break;
                float step = Math.Clamp(lacking / free, -MaxChange, MaxChange);
                (r, g, b) = (Move(r, step * pr), Move(g, step * pg), Move(b, step * pb));
            }

            (pixels[p], pixels[p + 1], pixels[p + 2]) = ((byte)r, (byte)g, (byte)b);
        }
    }

    /// <summary>The part of a change that a channel takes: all, and less in the dark, where every change is seen.</summary>
    private static float Part(int value) => value >= Dark ? 1 : 0.3f + 0.7f * value / Dark;

    /// <summary>The mean squared error of the channels for a change of luminance by 1, in a block.</summary>
    private float Inflation(int block)
    {
        const int size = MarkLayout.BlockSize;
        (int start, float sum) = (block / _across * size * _image.Width + block % _across * size, 0);
        for (int i = 0; i < size * size; i++)
        {
            ReadOnlySpan<byte> pixel = _image.Pixels.Slice(3 * (start + i / size * _image.Width + i % size), 3);
            (float r, float g, float b) = (Part(pixel[0]), Part(pixel[1]), Part(pixel[2]));
            float free = Plane.Red * r + Plane.Green * g + Plane.Blue * b;
            sum += (r * r + g * g + b * b) / (3 * free * free);
        }

        return MathF.Max(1, sum / (size * size));
    }

    private static int Move(int value, float step) => Math.Clamp(value + (int)MathF.Round(step), 0, 255);
}
