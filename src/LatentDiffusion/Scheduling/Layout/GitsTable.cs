namespace LatentDiffusion.Scheduling;

/// <summary>
/// The schedules that GITS (Chen et al. 2024, https://arxiv.org/abs/2405.11326) found for Stable Diffusion 1.5, with a teacher of 100 even
/// steps and the coefficient 1.20 that its authors recommend for it: for each number of steps, which of the teacher's points are kept.
/// Read off the noise levels that https://github.com/leejet/stable-diffusion.cpp/blob/master/gits_noise.inl lists.
/// </summary>
internal static class GitsTable
{
    /// <summary>Training steps between two points of the teacher, which goes from 999 to 0.</summary>
    private const double Stride = 9.99;

    private static readonly SigmaGrid Grid = SigmaGrid.From(
        new SchedulerOptions { NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear });

    /// <summary>Points of the teacher for two steps and on. The last, 100, is left out: there the noise is taken away whole.</summary>
    private static readonly byte[][] Points =
    [
        [0, 71],
        [0, 51, 82],
        [0, 39, 67, 89],
        [0, 34, 58, 79, 94],
        [0, 17, 43, 66, 85, 97],
        [0, 17, 38, 58, 77, 92, 99],
        [0, 17, 38, 55, 71, 85, 94, 99],
        [0, 17, 34, 50, 66, 79, 89, 96, 99],
        [0, 17, 34, 49, 62, 73, 83, 91, 96, 99],
        [0, 17, 33, 46, 58, 70, 79, 87, 93, 97, 99],
        [0, 17, 32, 44, 55, 66, 75, 83, 89, 94, 97, 99],
        [0, 14, 29, 39, 51, 62, 71, 79, 85, 90, 94, 97, 99],
        [0, 14, 29, 38, 50, 60, 69, 77, 83, 88, 92, 95, 97, 99],
        [0, 12, 22, 32, 42, 52, 62, 70, 77, 83, 88, 92, 95, 97, 99],
        [0, 12, 22, 32, 42, 52, 62, 70, 77, 83, 87, 91, 94, 96, 98, 99],
        [0, 12, 22, 32, 42, 52, 62, 70, 77, 83, 87, 90, 93, 95, 97, 98, 99],
        [0, 12, 22, 32, 41, 50, 59, 67, 74, 80, 85, 89, 92, 94, 96, 97, 98, 99],
        [0, 12, 22, 32, 41, 50, 58, 66, 73, 79, 84, 88, 91, 93, 95, 96, 97, 98, 99],
        [0, 12, 22, 32, 41, 50, 58, 66, 73, 79, 83, 87, 90, 92, 94, 95, 96, 97, 98, 99],
    ];

    /// <summary>Timesteps of a schedule, rounded to whole ones.</summary>
    public static double[] Timesteps(int steps) => Array.ConvertAll(Row(steps), point => Math.Round(TimestepOf(point)));

    /// <summary>Noise levels of a schedule, with the zero at the end.</summary>
    public static double[] Sigmas(int steps) => [.. Row(steps).Select(point => SigmaAt(TimestepOf(point))), 0];

    private static byte[] Row(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Points.Length + 1);
        return Points[steps - 2];
    }

    private static double TimestepOf(byte point) => 999 - Stride * point;

    /// <summary>Between training steps the teacher is linear in the logarithm of the noise level.</summary>
    private static double SigmaAt(double timestep)
    {
        int below = Math.Min((int)timestep, Grid.Sigmas.Length - 2);
        double low = Math.Log(Grid.Sigmas[below]), high = Math.Log(Grid.Sigmas[below + 1]);
        return Math.Exp(low + (timestep - below) * (high - low));
    }
}
