using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Where vectors that live from step to step begin.</summary>
public sealed unsafe class KeptVectorTests
{
    [Fact]
    public void BeginsAsFarIntoALineAsTheOther() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((length, first, second) =>
        {
            KeptVector vector = new(length);
            float* line = (float*)0x1000;
            foreach (int offset in (int[])[first, second])
            {
                vector.AlignWith(line + offset);
                Assert.Equal(offset * sizeof(float) % 64, (int)((nuint)vector.Pointer % 64));
                Assert.Equal(length, vector.Span.Length);
                vector.Span.Fill(offset);
                for (int i = 0; i < length; i++) Assert.Equal(offset, vector.Pointer[i]);
            }
        });
}
