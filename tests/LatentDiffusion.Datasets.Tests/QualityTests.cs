using System.Text.Json;

namespace LatentDiffusion.Datasets.Tests;

public sealed class QualityTests
{
    private const string Plan = """
        name = "n"
        count = 6
        shard_size = 4
        classes = ["a", "b"]
        """;

    [Fact]
    public void ARejectedSample_IsDrawnAgain_AndItsReasonKept()
    {
        using Bench bench = new(Plan);
        bench.Draw(new FakeDrawer { Picture = r => r.Index is 2 or 5 && r.Attempt < 2 ? Flat() : null });
        Assert.Equal(12, Enumerable.Range(0, 3).Sum(i => bench.Samples($"train-00000{i}").Count));
        string[] lines = File.ReadAllLines(bench["out/shards/train-000000.rejected.jsonl"]);
        Assert.Equal([0, 1], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("attempt").GetInt32()));
        Assert.All(lines, l => Assert.StartsWith(
            "uniform: its values deviate by 0,", JsonDocument.Parse(l).RootElement.GetProperty("rejected").GetString(),
            StringComparison.Ordinal));
        JsonElement kept = JsonDocument.Parse(bench.Samples("train-000000")[2].Files["json"]).RootElement;
        Assert.Equal(2, kept.GetProperty("attempt").GetInt32());
        Assert.Equal(bench.Plan().Recipe(2, 2).Seed, kept.GetProperty("seed").GetInt64());
    }

    [Fact]
    public void WhereAllAttemptsAreRejected_TheSampleIsMissing_AndSaidToBe()
    {
        using Bench bench = new(Plan + "\n[quality]\nattempts = 3");
        Assert.Equal(1, bench.Draw(new FakeDrawer { Picture = r => r.Index == 2 ? Flat() : null }).Missing);
        Assert.Equal(0, bench.Draw(new FakeDrawer()).Missing); // nothing is left to draw
        DatasetCheck check = DatasetCheck.Of(bench.Plan(), bench.Store);
        Assert.Empty(check.Problems);
        Assert.Equal((11, 1), (check.Samples, check.Missing));
        Assert.Equal(3, File.ReadAllLines(bench["out/shards/train-000000.rejected.jsonl"]).Length);
        DatasetMerge merge = DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"]);
        Assert.Equal([(bench.Plan().Recipe(2).Class, "train", 1L)], merge.Lacking);
    }

    [Fact]
    public void NumbersThatAreNotFinite_AreRejected()
    {
        using Bench bench = new(Plan);
        bench.Draw(new FakeDrawer
        {
            Before = r =>
            {
                if (r is { Index: 1, Attempt: 0 }) throw new NumericalException("unet", "sample", 1);
            },
        });
        Assert.Equal(4, bench.Samples("train-000000").Count);
        Assert.Contains("\"rejected\":\"finite: ", File.ReadAllText(bench["out/shards/train-000000.rejected.jsonl"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AGateOfTheCaller_IsAsked()
    {
        using Bench bench = new(Plan);
        SafetyGate gate = new();
        bench.Draw(options: new DatasetOptions { Gates = [gate] });
        Assert.All(gate.Refused, seed => Assert.DoesNotContain(
            Enumerable.Range(0, 3).SelectMany(i => bench.Samples($"train-00000{i}")),
            s => JsonDocument.Parse(s.Files["json"]).RootElement.GetProperty("seed").GetInt64() == seed));
        Assert.NotEmpty(gate.Refused);
        string first = System.Text.Encoding.UTF8.GetString(bench.Samples("train-000000")[0].Files["json"]);
        Assert.Contains("\"safety\":", first, StringComparison.Ordinal);
    }

    /// <summary>What of two near samples is kept does not depend on which was drawn first, nor on where a worker was ended.</summary>
    [Fact]
    public void NearDuplicates_AreRejectedAlike_WhereverTheWorkIsEnded()
    {
        using Bench bench = new(Plan + "\n[quality.duplicates]\ndistance = 4");

        // Every third seed looks like one of two pictures.
        static RgbImage? Picture(SampleRecipe r) => r.Seed % 3 == 0 ? Brighter(FakeDrawer.Noise(r.Seed % 2), (int)(r.Seed % 5)) : null;
        bench.Draw(new FakeDrawer { Picture = Picture }, target: "whole");
        string rejected = string.Concat(Directory.GetFiles(bench["whole/shards"], "*.rejected.jsonl").Select(File.ReadAllText));
        Assert.Contains("\"rejected\":\"duplicate: it is nearly the sample 0", rejected, StringComparison.Ordinal);
        for (int ends = 0; ; ends++)
        {
            int left = 2;
            try
            {
                bench.Draw(new FakeDrawer
                {
                    Picture = Picture,
                    Before = _ =>
                    {
                        if (left-- == 0) throw new InvalidOperationException();
                    },
                });
                Assert.True(ends > 3);
                break;
            }
            catch (InvalidOperationException)
            {
            }
        }

        Assert.Equal(bench.Published("whole"), bench.Published());
    }

    [Fact]
    public void NearDuplicatesAcrossShards_AreLeftOut_AndSpareOnesTakeTheirPlace()
    {
        using Bench bench = new(Plan.Replace("[\"a\", \"b\"]", "[\"a\"]", StringComparison.Ordinal)
            + "\n[quality.duplicates]\nspare = 0.5");
        bench.Draw(new FakeDrawer { Picture = r => r.Index is 0 or 4 ? Brighter(FakeDrawer.Noise(1), (int)r.Index) : null });
        DatasetPlan plan = bench.Plan();
        Assert.Equal((6, 3), (plan.Count, plan.SpareCount));
        DatasetMerge merge = DatasetMerge.Run(plan, bench.Store, bench["merged"], [DatasetFormat.WebDataset]);
        Assert.Equal((6, 1), (merge.Samples, merge.Duplicates));
        Assert.Empty(merge.Lacking);
        Assert.Equal("{\"key\":\"000000004\",\"of\":\"000000000\"}\n", File.ReadAllText(bench["merged/duplicates.jsonl"]));
        IEnumerable<string> keys = new[] { "train-000000", "train-000001" }.SelectMany(
            s => ShardTar.Read(File.OpenRead(bench[$"merged/webdataset/{s}.tar"]), s)).Select(s => s.Key);
        Assert.Equal(["000000000", "000000001", "000000002", "000000003", "000000005", "000000006"], keys);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(9, true)]
    public void UniformPictures_AreCaught_AndFaintOnesLeft(int contrast, bool kept)
    {
        byte[] pixels = new byte[3 * 100];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(100 + (i / 3 % 2 == 0 ? contrast / 2 : -(contrast - contrast / 2)));
        GateVerdict verdict = new UniformGate(2.5).Check(null!, new RgbImage(10, 10, pixels), default);
        Assert.Equal(kept, verdict.Reason is null);
        Assert.Equal(contrast / 2.0, verdict.Score);
    }

    /// <summary>A brighter copy.</summary>
    private static RgbImage Brighter(RgbImage image, int by) =>
        new(image.Width, image.Height, image.Pixels.ToArray().Select(v => (byte)Math.Min(255, v + by)).ToArray().AsSpan());

    private static RgbImage Flat() => new(32, 32, new byte[3 * 32 * 32].AsSpan());

    private sealed class SafetyGate : IQualityGate
    {
        public List<long> Refused { get; } = [];

        public string Name => "safety";

        public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
        {
            if (recipe.Seed % 3 != 0) return new GateVerdict(0.25, null);
            Refused.Add(recipe.Seed);
            return new GateVerdict(0.75, "safety: not for a test");
        }
    }
}
