namespace LatentDiffusion.Provenance.Tests;

/// <summary>That a payload is told only where no payload near it is as likely.</summary>
public sealed class NearWordsTests
{
    /// <summary>
    /// Where all bits agree the nearest words differ in 64 bits; where those of one difference do not, that word is better.
    /// </summary>
    [Fact]
    public void OddsFallWithTheNearestWord()
    {
        float[] agreement = new float[TailBitingCode.Length];
        Array.Fill(agreement, 0.2f);
        double sure = NearWords.LogOdds(agreement);
        Assert.InRange(sure, 0, 64 * 0.2);

        foreach (int shift in (int[])[0, 17, 47])
        {
            bool[] word = new bool[TailBitingCode.Length];
            TailBitingCode.Encode(0b1011ul << shift & (1ul << 48) - 1 | 0b1011ul >> (48 - shift), word);
            float[] doubtful = [.. agreement.Select((value, i) => word[i] ? -0.05f : value)];
            Assert.True(NearWords.LogOdds(doubtful) <= 0);
            float[] better = [.. agreement.Select((value, i) => word[i] ? 2 * value : value)];
            Assert.True(NearWords.LogOdds(better) > sure);
        }
    }

    /// <summary>
    /// Turned pictures, of which every second mark is just there: three of a hundred would be read wrongly without the odds, with them at
    /// most one of these 160, and still many are read.
    /// </summary>
    [Fact]
    public void TurnedPicturesAreNotReadWrongly()
    {
        var random = new Random(5);
        byte[] payload = new byte[Watermark.PayloadBytes];
        (int right, int wrong) = (0, 0);
        for (int i = 0; i < 40; i++)
        {
            random.NextBytes(payload);
            RgbImage marked = Watermark.Embed(Pictures.Draw("shapes", 128, 128, 5000 + i), payload);
            for (int turn = 0; turn < 4; turn++)
            {
                WatermarkReading? found = new WatermarkReader().Read(Pictures.Turn(marked, 1.5 + random.NextDouble()));
                if (found is null) continue;
                if (found.Payload.Span.SequenceEqual(payload)) right++;
                else wrong++;
            }
        }

        Assert.InRange(wrong, 0, 1);
        Assert.InRange(right, 40, 160);
    }

    /// <summary>
    /// The bound on false positives lies above the tail of a Gaussian, which sums of many signs come near, and below Hoeffding's.
    /// </summary>
    [Theory]
    [InlineData(9.5)]
    [InlineData(11)]
    [InlineData(20)]
    public void TheBoundIsBetweenTheGaussianTailAndHoeffdings(double score)
    {
        double words = 48 * Math.Log(2), gaussian = Math.Log(1 - 1 / (score * score)) - Math.Log(score * Math.Sqrt(2 * Math.PI));
        double bound = Math.Min(0, FalseAlarm.Log(score, 1));
        Assert.InRange(bound, Math.Min(0, words - score * score / 2 + gaussian), Math.Min(0, words - score * score / 2));
    }
}
