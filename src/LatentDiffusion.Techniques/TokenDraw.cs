using System.Numerics.Tensors;

namespace LatentDiffusion.Techniques;

/// <summary>A draw from the distribution that logits stand for.</summary>
internal static class TokenDraw
{
    /// <summary>
    /// The first token at which the running sum of probabilities is above a uniform number. The sums are in double precision, as in the
    /// training package.
    /// </summary>
    /// <param name="logits">Of all tokens.</param>
    /// <param name="uniform">In [0, 1).</param>
    public static int Choose(ReadOnlySpan<float> logits, float uniform)
    {
        double largest = TensorPrimitives.Max(logits), sum = 0;
        double[] sums = new double[logits.Length];
        for (int i = 0; i < sums.Length; i++) sums[i] = sum += Math.Exp(logits[i] - largest);
        double wanted = uniform * sum;
        int token = 0;
        while (token < sums.Length - 1 && sums[token] <= wanted) token++;
        return token;
    }
}
