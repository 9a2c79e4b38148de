namespace LatentDiffusion.Tests;

public sealed class SteepStepsTests
{
    [Theory]
    [InlineData(20, 1, true)]
    [InlineData(10, 1, false)]
    [InlineData(9, 1, false)]
    [InlineData(20, 0, false)] // the last step, to no noise at all, keeps nothing of the sample
    [InlineData(1, 20, false)]
    public void AStepIsSteepThatFallsToLessThanATenth(float from, float to, bool expected)
    {
        Assert.Equal(expected, SteepSteps.IsSteep(from, to));
        Assert.Equal(expected, SteepSteps.Any([from, from, to]));
    }
}
