namespace LatentDiffusion.Techniques.Tests;

/// <summary>Tokens come as often as their logits say.</summary>
public sealed class TokenDrawTests
{
    [Fact]
    public void Choose_FollowsTheSoftmax()
    {
        float[] logits = [0, 1, 2];
        double sum = logits.Sum(logit => Math.Exp(logit));
        int[] counts = new int[3];
        for (int i = 0; i < 1000; i++) counts[TokenDraw.Choose(logits, i / 1000f)]++;
        for (int token = 0; token < 3; token++) Assert.Equal(Math.Exp(logits[token]) / sum, counts[token] / 1000.0, 2e-3);
    }

    [Fact]
    public void Choose_TakesNoTokenWithoutAChance()
    {
        Assert.Equal(1, TokenDraw.Choose([-1e4f, 0], 0));
        Assert.Equal(1, TokenDraw.Choose([0, 0, -1e4f], MathF.BitDecrement(1)));
    }
}
