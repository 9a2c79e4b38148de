namespace LatentDiffusion.Provenance.Tests;

/// <summary>The watermark's error-correcting code.</summary>
public sealed class TailBitingCodeTests
{
    [Fact]
    public void EveryPayloadComesBack()
    {
        var random = new Random(1);
        float[] soft = new float[TailBitingCode.Length];
        foreach (ulong payload in (ulong[])[0, 1, (1ul << 48) - 1, 1ul << 47, .. Enumerable.Range(0, 20).Select(_ => Payload(random))])
        {
            bool[] word = Encode(payload);
            for (int i = 0; i < soft.Length; i++) soft[i] = word[i] ? -1 : 1;
            Assert.Equal(payload, TailBitingCode.Decode(soft));
        }
    }

    [Fact]
    public void TheCodeIsLinearAndShiftsWithItsPayload()
    {
        var random = new Random(2);
        for (int i = 0; i < 20; i++)
        {
            (ulong a, ulong b) = (Payload(random), Payload(random));
            bool[] first = Encode(a), second = Encode(b), both = Encode(a ^ b);
            Assert.Equal(first.Zip(second, (x, y) => x ^ y), both);
            bool[] shifted = Encode((a << 1 | a >> 47) & ((1ul << 48) - 1));
            Assert.Equal([.. first.Skip(TailBitingCode.Outputs), .. first.Take(TailBitingCode.Outputs)], shifted);
        }
    }

    /// <summary>No word of a few bits within 12 places of each other has fewer ones than the free distance.</summary>
    [Fact]
    public void TheFreeDistanceIs64() =>
        Assert.Equal(64, Enumerable.Range(1, 4095).Min(payload => Encode((ulong)payload << 20).Count(bit => bit)));

    /// <summary>
    /// At an energy of 120 per noise variance the best code of this size errs in 1 of 100 words (the normal approximation at 48 bits and a
    /// vanishing rate gives 117); this one in no more than 1 of 30.
    /// </summary>
    [Fact]
    public void NoiseIsCorrectedNearlyAsWellAsPossible()
    {
        var random = new Random(3);
        float[] soft = new float[TailBitingCode.Length];
        (int wrong, double amplitude) = (0, Math.Sqrt(120.0 / TailBitingCode.Length));
        for (int trial = 0; trial < 300; trial++)
        {
            ulong payload = Payload(random);
            bool[] word = Encode(payload);
            for (int i = 0; i < soft.Length; i++)
            {
                double noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                soft[i] = (float)((word[i] ? -amplitude : amplitude) + noise);
            }

            if (TailBitingCode.Decode(soft) != payload) wrong++;
        }

        Assert.InRange(wrong, 0, 10);
    }

    [Fact]
    public void NoSoftValueIsTooStrange()
    {
        foreach (float value in (float[])[0, float.NaN, float.PositiveInfinity, 1e30f])
        {
            float[] soft = new float[TailBitingCode.Length];
            Array.Fill(soft, value);
            TailBitingCode.Decode(soft);
        }
    }

    private static ulong Payload(Random random) => (ulong)random.NextInt64(1L << 48);

    private static bool[] Encode(ulong payload)
    {
        bool[] word = new bool[TailBitingCode.Length];
        TailBitingCode.Encode(payload, word);
        return word;
    }
}
