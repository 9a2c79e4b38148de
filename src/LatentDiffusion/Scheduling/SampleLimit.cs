using System.Numerics.Tensors;

namespace LatentDiffusion.Scheduling;

/// <summary>Keeps an estimated clean sample within range: plain clipping, or the dynamic thresholding of Imagen.</summary>
internal abstract class SampleLimit
{
    /// <summary>The limit that a scheduler's options ask for, or null for none. Thresholding goes first, as in diffusers.</summary>
    public static SampleLimit? From(SchedulerOptions options, ScheduleRequest request)
    {
        if (options.Thresholding == true)
            return new Dynamic(request.SampleLength, options.DynamicThresholdingRatio ?? 0.995, (float)(options.SampleMaxValue ?? 1));
        return options.ClipSample == true ? new Range((float)(options.ClipSampleRange ?? 1)) : null;
    }

    /// <summary>Limits all samples of a batch in place.</summary>
    public abstract void Apply(Span<float> samples);

    private sealed class Range(float range) : SampleLimit
    {
        public override void Apply(Span<float> samples) => TensorPrimitives.Clamp(samples, -range, range, samples);
    }

    /// <summary>
    /// Saharia et al. 2022 (https://arxiv.org/abs/2205.11487, section 2.3): clips each sample at a quantile s of its absolute values, at
    /// least 1, and divides by s.
    /// </summary>
    private sealed class Dynamic(int sampleLength, double ratio, float max) : SampleLimit
    {
        private readonly float[] _sorted = new float[sampleLength];

        public override void Apply(Span<float> samples)
        {
            for (int start = 0; start < samples.Length; start += sampleLength)
            {
                Span<float> sample = samples.Slice(start, sampleLength);
                TensorPrimitives.Abs(sample, _sorted);
                _sorted.AsSpan().Sort();
                float s = Math.Min(Math.Max(Quantile(_sorted, ratio), 1), max); // the maximum wins where it is below 1, as in torch
                TensorPrimitives.Clamp(sample, -s, s, sample);
                TensorPrimitives.Divide(sample, s, sample);
            }
        }

        /// <summary>Linear between neighbours, as <c>torch.quantile</c> does it in single precision.</summary>
        private static float Quantile(ReadOnlySpan<float> sorted, double ratio)
        {
            float rank = (float)ratio * (sorted.Length - 1);
            int below = (int)rank;
            float a = sorted[below], b = sorted[Math.Min(below + 1, sorted.Length - 1)];
            return a + (rank - below) * (b - a);
        }
    }
}
