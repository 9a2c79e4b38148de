using System.Numerics.Tensors;

namespace LatentDiffusion.Safety;

/// <summary>
/// What pictures are compared with. As StableDiffusionSafetyChecker.forward of diffusers
/// (https://github.com/huggingface/diffusers/blob/main/src/diffusers/pipelines/stable_diffusion/safety_checker.py), in float32: a score is
/// the cosine less the threshold, rounded to three digits; a special concept above 0 makes all that come later stricter by 0.01.
/// </summary>
/// <param name="special">[specials, width]: directions of the special concepts.</param>
/// <param name="specialThresholds">Their thresholds.</param>
/// <param name="concepts">[concepts, width]: directions of the others, any of which above 0 makes a picture unsafe.</param>
/// <param name="thresholds">Their thresholds.</param>
/// <param name="adjustment">What is added to every score.</param>
internal sealed class Concepts(float[] special, float[] specialThresholds, float[] concepts, float[] thresholds, float adjustment)
{
    private const float Stricter = 0.01f, Digits = 1000;

    /// <summary>Norms below it count as this, as in PyTorch's normalize.</summary>
    private const float LeastNorm = 1e-12f;

    /// <summary>Elements of an embedding.</summary>
    public int Width { get; } = concepts.Length / thresholds.Length;

    /// <summary>Decides on an embedding of <see cref="Width"/> elements.</summary>
    public SafetyFinding Compare(ReadOnlySpan<float> embedding)
    {
        var scores = new List<SafetyScore>();
        (float adjusted, bool isUnsafe) = (adjustment, false);
        float[] picture = Normalised(embedding);
        for (int i = 0; i < specialThresholds.Length; i++)
        {
            float score = Score(picture, special, i, specialThresholds[i], adjusted);
            scores.Add(new SafetyScore($"special concept {i}", score, score > 0));
            if (score > 0) adjusted = adjustment + Stricter;
        }

        for (int i = 0; i < thresholds.Length; i++)
        {
            float score = Score(picture, concepts, i, thresholds[i], adjusted);
            scores.Add(new SafetyScore($"concept {i}", score, score > 0));
            isUnsafe |= score > 0;
        }

        return new SafetyFinding(isUnsafe, scores);
    }

    private float Score(float[] picture, float[] directions, int index, float threshold, float adjusted)
    {
        float cosine = TensorPrimitives.Dot(picture, Normalised(directions.AsSpan(index * Width, Width)));
        return MathF.Round((cosine - threshold + adjusted) * Digits) / Digits;
    }

    private static float[] Normalised(ReadOnlySpan<float> vector)
    {
        float[] result = new float[vector.Length];
        TensorPrimitives.Divide(vector, MathF.Max(TensorPrimitives.Norm(vector), LeastNorm), result);
        return result;
    }
}
