namespace LatentDiffusion.Provenance;

/// <summary>Moves the coefficients of a picture to where its chips' signs are read.</summary>
internal sealed class MarkWriter
{
    /// <summary>A channel beyond these is changed by 10 % more light, or by 10 % more contrast about a middle grey, to its end.</summary>
    private const int NearWhite = 232, NearBlack = 12;

    /// <summary>Passes that make up for what rounding and the ends of the range took.</summary>
    private const int Passes = 3;

    /// <summary>How often the budget is cut until the picture is as close as it must be.</summary>
    private const int Attempts = 12;

    /// <summary>How many emphases are tried, and how much more than enough ends the search.</summary>
    private const int Trials = 3;

    private const double Margin = 1.2;

    /// <summary>From so many tiles on a picture holds the mark so often that nothing need be tried.</summary>
    private const int ManyTiles = 3;

    /// <summary>From more tiles on the mark is weaker, by the number of tiles, down to a part of what quality allows.</summary>
    private const double FullStrengthTiles = 6, LeastPart = 0.4;

    private readonly RgbImage _image;
    private readonly Plane _luminance;
    private readonly float[] _host, _signs;
    private readonly BlockTone[] _tones;
    private readonly int _across;

    private MarkWriter(RgbImage image, ReadOnlySpan<float> signs)
    {
        (_image, _luminance) = (image, Plane.Luminance(image.Width, image.Height, image.Pixels));
        (_host, _across) = (BlockTransform.Forward(_luminance), image.Width / MarkLayout.BlockSize);
        _signs = new float[_host.Length];
        _tones = new BlockTone[_host.Length / MarkLayout.Coefficients];
        for (int b = 0; b < _tones.Length; b++)
        {
            int position = b / _across % MarkLayout.TileBlocks * MarkLayout.TileBlocks + b % _across % MarkLayout.TileBlocks;
            for (int c = 0; c < MarkLayout.Coefficients; c++)
                _signs[b * MarkLayout.Coefficients + c] = signs[c * MarkLayout.TileArea + position];
            _tones[b] = Tone(b);
        }

        // Where a coarse function does not lie within the picture, there is no chip.
        for (int b = 0; b < _tones.Length; b++) if (!Coarse.Covered(b).Any()) _signs[b * MarkLayout.Coefficients] = 0;
    }

    /// <summary>Writes signs into a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="signs">The sign of each chip of a tile.</param>
    /// <returns>The marked picture; the given one where it has no whole block, or where no mark is small enough.</returns>
    public static RgbImage Write(RgbImage image, float[] signs)
    {
        var writer = new MarkWriter(image, signs);
        return writer._tones.Length == 0 ? image : writer.Best(signs);
    }

    /// <summary>Tries emphases until both of the hardest changes leave enough, or neither neighbour is better.</summary>
    private RgbImage Best(float[] signs)
    {
        var quality = new MarkQuality(_image, _luminance);
        MarkCost[] costs = MarkCost.Of(_image, quality);
        var plan = new MarkPlan(_host, _signs, _tones, costs, MarkCost.OfCoarse(costs, Coarse));
        double part = Math.Clamp(FullStrengthTiles * MarkLayout.TileArea / _tones.Length, LeastPart, 1);
        (double error, double loss, double bestWorst, int emphasis) = (part, part, double.NegativeInfinity, MarkEmphasis.Usual);
        RgbImage best = _image;
        var tried = new HashSet<int>();
        while (tried.Count < Trials && tried.Add(emphasis))
        {
            RgbImage marked = Fit(plan, quality, MarkEmphasis.All[emphasis], ref error, ref loss);
            if (_tones.Length >= ManyTiles * MarkLayout.TileArea) return marked;
            (double compressed, double lit) = MarkTrial.Of(marked, signs);
            double worst = Math.Min(compressed, lit);
            if (worst > bestWorst) (best, bestWorst) = (marked, worst);
            if (worst > Margin * MarkTrial.Enough) break;
            emphasis = Math.Clamp(emphasis + (compressed < lit ? -1 : 1), 0, MarkEmphasis.All.Count - 1);
        }

        return best;
    }

    /// <summary>Spends as much as the quality allows. The parts of the budgets that did are the next start.</summary>
    private RgbImage Fit(MarkPlan plan, MarkQuality quality, MarkEmphasis emphasis, ref double error, ref double loss)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            byte[] marked = Render(plan.Choose(emphasis, error * quality.ErrorBudget, loss * quality.SimilarityBudget));
            (double errorUsed, double lossUsed) = quality.Used(marked);
            if (errorUsed <= 1 && lossUsed <= 1) return new RgbImage(_image.Width, _image.Height, marked);

            // What is cut falls a little faster from attempt to attempt, so that rounding cannot hold it up.
            if (errorUsed > 1) error *= 0.99 / Math.Pow(errorUsed, 1 + 0.3 * attempt) * (1 - 0.02 * attempt);
            if (lossUsed > 1) loss *= 0.98 / Math.Pow(lossUsed, 1 + 0.3 * attempt) * (1 - 0.02 * attempt);
        }

        return _image;
    }

    private CoarseTransform Coarse => new(0, 0, _tones.Length / _across, _across);

    private BlockTone Tone(int block)
    {
        const int size = MarkLayout.BlockSize, samples = 3 * size * size;
        (int white, int black, int start) = (0, 0, block / _across * size * _image.Width + block % _across * size);
        for (int y = 0; y < size; y++)
        {
            foreach (byte value in _image.Pixels.Slice(3 * (start + y * _image.Width), 3 * size))
            {
                if (value > NearWhite) white++;
                if (value < NearBlack) black++;
            }
        }

        return white > samples * 3 / 4 ? BlockTone.White : black > samples * 3 / 4 ? BlockTone.Black : BlockTone.Middle;
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

    private void Apply(Plane change, byte[] pixels)
    {
        for (int i = 0, p = 0; i < change.Values.Length; i++, p += 3)
        {
            change.Values[i] = Math.Clamp(change.Values[i], -LuminanceShift.Max, LuminanceShift.Max);
            LuminanceShift.Apply(_image.Pixels.Slice(p, 3), change.Values[i], pixels.AsSpan(p, 3));
        }
    }
}
