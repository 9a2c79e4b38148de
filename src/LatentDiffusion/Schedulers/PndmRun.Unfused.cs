using System.Numerics.Tensors;

namespace LatentDiffusion;

internal sealed partial class PndmRun
{
    private const int Scratch = 5; // kept vector

    /// <summary>
    /// Whether the first step falls from so little signal that the velocity's part of it hangs on
    /// diffusers' roundings (<see cref="Unfused"/>).
    /// </summary>
    private static bool StartsSteep(SchedulerOptions options, float[] timesteps) =>
        options.PredictionType == PredictionType.VPrediction && NoiseSchedule.From(options).AlphaCumprod((int)timesteps[0]) < 1e-4f;

    /// <summary>The evaluations of the first step, with every operation rounded.</summary>
    private void FirstStepUnfused(int evaluation, ReadOnlySpan<float> output, Span<float> sample)
    {
        Span<float> x = Kept(CurrentSample), mean = Kept(Mean), m = Kept(Scratch);
        int t = (int)Timesteps[Begin + evaluation], start, end;
        if (_prkPoints > 0) (start, end) = ((int)Timesteps[0], t - (evaluation % 2 == 0 ? _stride / 2 : 0));
        else (start, end) = evaluation == 0 ? (t, t - _stride) : (t + _stride, t);

        output.CopyTo(m);
        if (evaluation == 0)
        {
            sample.CopyTo(x);
            TensorPrimitives.Multiply(output, 1 / 6f, mean);
            output.CopyTo(Kept(2));
            ShiftKept(3);
            _history++;
        }
        else if (_prkPoints == 0)
        {
            TensorPrimitives.Add(output, Kept(0), m);
            TensorPrimitives.Divide(m, 2, m);
        }
        else if (evaluation < 3)
        {
            Unfused.Combine(1, mean, 1 / 3f, output, mean);
        }
        else
        {
            Unfused.Combine(1, mean, 1 / 6f, output, m);
        }

        TransferUnfused(x, m, start, end, sample);
    }

    private void TransferUnfused(ReadOnlySpan<float> x, Span<float> velocity, int t, int next, Span<float> destination)
    {
        float a = _schedule.AlphaCumprod(t), aNext = next >= 0 ? _schedule.AlphasCumprod[next] : _finalAlphaCumprod;
        float divisor = a * TorchMath.Sqrt(1 - aNext) + TorchMath.Sqrt(a * (1 - a) * aNext);
        Unfused.Combine(TorchMath.Sqrt(a), velocity, TorchMath.Sqrt(1 - a), x, velocity);
        TensorPrimitives.Multiply(velocity, aNext - a, velocity);
        TensorPrimitives.Divide(velocity, divisor, velocity);
        Unfused.Combine(TorchMath.Sqrt(aNext / a), x, -1, velocity, destination);
    }
}
