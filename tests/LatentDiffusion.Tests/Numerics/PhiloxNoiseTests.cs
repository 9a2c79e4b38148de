namespace LatentDiffusion.Tests;

public sealed class PhiloxNoiseTests
{
    /// <summary>
    /// The sample in https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.1/modules/rng_philox.py, which computes in double
    /// precision what CUDA and this library compute in single precision.
    /// </summary>
    [Fact]
    public void Fill_Seed0_EqualsTheSampleOfTheWebUi()
    {
        float[] expected =
        [
            -0.92466259f, -0.42534415f, -2.6438457f, 0.14518388f, -0.12086647f, -0.57972564f,
            -0.62285122f, -0.32838709f, -1.07454231f, -0.36314407f, -1.67105067f, 2.26550497f,
        ];
        float[] actual = NoiseGenerator.Create(NoiseSource.Philox, 0).Draw(expected.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void Fill_SecondDraw_IsAnother()
    {
        NoiseGenerator noise = NoiseGenerator.Create(NoiseSource.Philox, 0);
        Assert.NotEqual(noise.Draw(4), noise.Draw(4));
    }
}
