namespace LatentDiffusion.Provenance;

/// <summary>
/// Which coefficients of a picture are worth moving. Each move brings its chip's soft value to the right sign, and costs squared error and
/// structural similarity. Those that bring most for what they cost come first, until the picture's budget is spent.
/// </summary>
internal sealed class MarkPlan
{
    /// <summary>
    /// Where a coefficient lies within half a step of zero, the part of a quarter step that it is moved to; elsewhere it is moved all the way
    /// to the nearest value that means its sign.
    /// </summary>
    private const float MainPart = 0.9f, OtherPart = 0.8f;

    /// <summary>What these parts are multiplied by where it is so dark that structural similarity takes every change for much.</summary>
    private const float BlackPart = 0.3f;

    /// <summary>
    /// What a chip is worth: of a main coefficient, in a block of middle tones or a white or black one, and of another there. In white and
    /// black more light or contrast wipes it out. Others in middle tones are worth more where there are fewer of such blocks.
    /// </summary>
    private const float MainWorth = 1.5f, MainWorthInWhite = 0.8f, OtherWorth = 0.1f, OtherWorthInWhite = 0.03f;

    /// <summary>How much a squared error costs apart from similarity, beside which 1 / C2 is what it costs in a flat block.</summary>
    private const float MeanWeight = 0.006f;

    /// <summary>The part of each coefficient's energy that the window of structural similarity takes for structure, not for brightness.</summary>
    private static readonly float[] Visible = [0.5f, 0.5f, 0.65f, 0.75f, 0.75f, 0.85f, 0.85f, 0.9f, 0.9f, 0.9f, 0.93f, 0.93f];

    private readonly float[] _moves;
    private readonly int[] _order;
    private readonly float[] _errorCosts, _similarityCosts;

    /// <summary>Weighs all moves.</summary>
    /// <param name="host">Coefficients of the picture.</param>
    /// <param name="signs">The sign of each one's chip.</param>
    /// <param name="white">For each block, whether it is white or black.</param>
    /// <param name="costs">For each block, what a change of luminance costs.</param>
    public MarkPlan(float[] host, float[] signs, bool[] white, Cost[] costs)
    {
        (_moves, _order) = (new float[host.Length], new int[host.Length]);
        (_errorCosts, _similarityCosts) = (new float[host.Length], new float[host.Length]);
        float[] keys = new float[host.Length];
        float coloured = (float)white.Count(isWhite => !isWhite) / white.Length, otherWorth = OtherWorth / Math.Clamp(coloured, 0.05f, 1);
        for (int i = 0; i < host.Length; i++)
        {
            (int block, int c) = Math.DivRem(i, MarkLayout.Coefficients);
            bool main = c < MarkLayout.MainCoefficients;
            float step = MarkLayout.Steps[c], part = (main ? MainPart : OtherPart) * (costs[block].Brightness > 4 * costs[block].Structure ? BlackPart : 1);
            float goal = Goal(host[i], signs[i], step, part);
            float move = goal - host[i], gain = signs[i] * (SoftTile.Wave(goal / step) - SoftTile.Wave(host[i] / step));
            float worth = main ? white[block] ? MainWorthInWhite : MainWorth : white[block] ? OtherWorthInWhite : otherWorth;
            (float inflation, float structure, float brightness) = costs[block];
            float weight = structure * Visible[c] + brightness * (1 - Visible[c]);
            (_moves[i], _order[i]) = (move, i);
            (_errorCosts[i], _similarityCosts[i]) = (move * move * inflation, move * move * weight);
            keys[i] = -worth * gain / (move * move * (MeanWeight * inflation + weight) + 1e-6f);
        }

        Array.Sort(keys, _order);
    }

    /// <summary>What a change of a block's luminance costs.</summary>
    /// <param name="Inflation">Mean squared error of the channels for a change by 1.</param>
    /// <param name="Structure">Loss of similarity for each squared change that the window takes for structure.</param>
    /// <param name="Brightness">The same for those that it takes for brightness.</param>
    internal readonly record struct Cost(float Inflation, float Structure, float Brightness);

    /// <summary>Chooses moves within a budget.</summary>
    /// <param name="squaredError">The sum of squared changes of luminance that is allowed.</param>
    /// <param name="similarity">The sum of losses of similarity, over pixels, that is allowed.</param>
    /// <returns>The move of each coefficient, 0 for those that stay.</returns>
    public float[] Choose(double squaredError, double similarity)
    {
        float[] moves = new float[_moves.Length];
        foreach (int i in _order)
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
