namespace LatentDiffusion.Provenance;

/// <summary>
/// Which coefficients of a picture are worth moving. Each move brings its chip's soft value to the right sign, and costs squared error and
/// structural similarity. Those that bring most for what they cost come first, until the picture's budget is spent.
/// </summary>
internal sealed class MarkPlan
{
    /// <summary>
    /// Where a coefficient lies within half a step of zero, the part of a quarter step that it is moved to; elsewhere it is moved all the
    /// way to the nearest value that means its sign.
    /// </summary>
    private const float MainPart = 0.9f, OtherPart = 0.8f;

    /// <summary>What these parts are multiplied by where it is so dark that structural similarity takes every change for much.</summary>
    private const float BlackPart = 0.3f;

    /// <summary>How much a squared error costs apart from similarity, beside which 1 / C2 is what it costs in a flat block.</summary>
    private const float MeanWeight = 0.003f;

    /// <summary>
    /// The part of each coefficient's energy that the window of structural similarity takes for structure, not for brightness.
    /// </summary>
    private static readonly float[] Visible = [0.4f, 0.5f, 0.5f, 0.65f, 0.75f, 0.75f, 0.85f, 0.85f, 0.9f, 0.9f, 0.9f, 0.93f, 0.93f];

    private readonly float[] _moves, _gains, _errorCosts, _similarityCosts;
    private readonly BlockTone[] _tones;

    /// <summary>Weighs all moves.</summary>
    /// <param name="host">Coefficients of the picture.</param>
    /// <param name="signs">The sign of each one's chip, 0 where there is none.</param>
    /// <param name="tones">For each block, whether it is white or black.</param>
    /// <param name="costs">For each block, what a change of luminance costs.</param>
    /// <param name="coarseCosts">For each block, what it costs where the block's coarse function lies.</param>
    public MarkPlan(float[] host, float[] signs, BlockTone[] tones, MarkCost[] costs, MarkCost[] coarseCosts)
    {
        (_tones, _moves, _gains) = (tones, new float[host.Length], new float[host.Length]);
        (_errorCosts, _similarityCosts) = (new float[host.Length], new float[host.Length]);
        for (int i = 0; i < host.Length; i++)
        {
            if (signs[i] == 0) continue;
            (int block, int c) = Math.DivRem(i, MarkLayout.Coefficients);
            (float inflation, float structure, float brightness) = c == 0 ? coarseCosts[block] : costs[block];
            float part = (c < MarkLayout.MainCoefficients ? MainPart : OtherPart) * (brightness > 4 * structure ? BlackPart : 1);
            float step = MarkLayout.Steps[c], goal = Goal(host[i], signs[i], step, part), move = goal - host[i];
            float gain = signs[i] * (SoftTile.Wave(goal / step) - SoftTile.Wave(host[i] / step));
            float weight = structure * Visible[c] + brightness * (1 - Visible[c]);
            (_moves[i], _errorCosts[i], _similarityCosts[i]) = (move, move * move * inflation, move * move * weight);
            _gains[i] = gain / (move * move * (MeanWeight * inflation + weight) + 1e-6f);
        }
    }

    /// <summary>Chooses moves within a budget.</summary>
    /// <param name="emphasis">What chips are worth.</param>
    /// <param name="squaredError">The sum of squared changes of luminance that is allowed.</param>
    /// <param name="similarity">The sum of losses of similarity, over pixels, that is allowed.</param>
    /// <returns>The move of each coefficient, 0 for those that stay.</returns>
    public float[] Choose(MarkEmphasis emphasis, double squaredError, double similarity)
    {
        float[] moves = new float[_moves.Length], keys = new float[_moves.Length];
        int[] order = new int[_moves.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (int block, int c) = Math.DivRem(i, MarkLayout.Coefficients);
            (keys[i], order[i]) = (-_gains[i] * emphasis.Of(_tones[block], c), i);
        }

        Array.Sort(keys, order);
        foreach (int i in order)
        {
            (double error, double loss) = (_errorCosts[i], _similarityCosts[i]);
            if (error > squaredError || loss > similarity) continue;
            (squaredError, similarity, moves[i]) = (squaredError - error, similarity - loss, _moves[i]);
        }

        return moves;
    }

    private static float Goal(float value, float sign, float step, float part)
    {
        float target = sign * step / 4, steps = MathF.Round((value - target) / step);
        if (steps != 0) return target + steps * step;
        return value * sign < part * step / 4 ? part * target : value;
    }
}
