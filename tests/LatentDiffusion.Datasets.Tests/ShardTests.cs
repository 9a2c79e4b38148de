using System.Text.Json;

namespace LatentDiffusion.Datasets.Tests;

public sealed class ShardTests
{
    [Fact]
    public void Publish_FromAnotherFolder_LeavesNoCopy()
    {
        using Bench bench = new("");
        Directory.CreateDirectory(bench["work"]);
        FolderStore store = new(bench["out"] + Path.DirectorySeparatorChar);
        File.WriteAllText(bench["work/a"], "a");
        Assert.True(store.Publish("shards/a", bench["work/a"], CancellationToken.None));
        Assert.False(File.Exists(bench["work/a"]));
        Assert.Throws<DatasetException>(() => store.Publish("shards/b", bench["work/b"], CancellationToken.None));
        Assert.Single(Directory.GetFiles(bench["out/shards"]));
        File.WriteAllText(bench["out/shards/.0123.tmp"], "half");
        Assert.Equal(["shards/a"], store.List("shards", CancellationToken.None));
    }

    private const string Plan = """
        name = "n"
        count = 5
        shard_size = 4
        classes = ["a", "b"]
        templates = ["a {class}"]
        """;

    [Fact]
    public void SamplesAreAsTheReadersOfWebDatasetExpect()
    {
        using Bench bench = new(Plan);
        DatasetResult result = bench.Draw();
        Assert.Equal((3, 0), (result.Finished, result.Before));
        IReadOnlyList<TarSample> samples = bench.Samples("train-000000");
        Assert.Equal(["000000000", "000000001", "000000002", "000000003"], samples.Select(s => s.Key));
        DatasetPlan plan = bench.Plan();
        Assert.All(samples.Index(), s =>
        {
            SampleRecipe recipe = plan.Recipe(s.Index);
            Assert.Equal(["cls", "json", "png", "txt"], s.Item.Files.Keys);
            Assert.Equal($"{recipe.Label}", Text(s.Item, "cls"));
            Assert.Equal(recipe.Caption, Text(s.Item, "txt"));
            Assert.Equal(FakeDrawer.Noise(recipe.Seed).Pixels, RgbImage.Decode(s.Item.Files["png"]).Pixels);
            JsonElement record = JsonDocument.Parse(s.Item.Files["json"]).RootElement;
            Assert.Equal(recipe.Seed, record.GetProperty("seed").GetInt64());
            Assert.Equal(recipe.Prompt, record.GetProperty("prompt").GetString());
            Assert.Equal("hash of the model", record.GetProperty("model_hash").GetString());
            Assert.EndsWith("/trainedAlgorithmicMedia", record.GetProperty("digital_source_type").GetString(), StringComparison.Ordinal);
            Assert.True(record.GetProperty("scores").GetProperty("uniform").GetDouble() > 2);
        });
    }

    [Fact]
    public void TheSamePlanGivesTheSameBytes_HoweverItIsShared()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        for (int i = 2; i >= 0; i--) bench.Draw(options: new DatasetOptions { Share = new WorkerShare(i, 3) }, target: "shared");
        Assert.Equal(bench.Published(), bench.Published("shared"));
        Assert.True(DatasetCheck.Of(bench.Plan(), new FolderStore(bench["shared"]), pictures: true).Problems.Count == 0);
    }

    [Fact]
    public void AWorkerThatEnds_GoesOnWithTheNextSample()
    {
        using Bench bench = new(Plan);
        bench.Draw(target: "whole");
        int ends = 0;
        for (int budget = 1; ; budget++)
        {
            int left = budget % 3 + 1;
            FakeDrawer drawer = new()
            {
                Before = _ =>
                {
                    if (left-- == 0) throw new InvalidOperationException("power cut");
                },
            };
            try
            {
                bench.Draw(drawer);
                break;
            }
            catch (InvalidOperationException)
            {
                ends++;
            }
        }

        Assert.InRange(ends, 3, 6); // 10 samples, 1 to 3 at a time, none twice
        Assert.Equal(bench.Published("whole"), bench.Published());
        Assert.Empty(Directory.GetFiles(bench["out/work"], "*.journal"));
        Assert.Empty(Directory.GetFiles(bench["out/work"], "*.tmp"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(int.MaxValue)]
    public void ARecordThatWasCutOff_IsDrawnAgain_AndNoOther(int lost)
    {
        using Bench bench = new(Plan);
        bench.Draw(target: "whole");
        int drawn = 0;
        Assert.Throws<InvalidOperationException>(() => bench.Draw(new FakeDrawer
        {
            Before = _ =>
            {
                if (drawn++ == 3) throw new InvalidOperationException();
            },
        }));
        string journal = Directory.GetFiles(bench["out/work"], "*.journal").Single();
        using (FileStream file = File.OpenWrite(journal)) file.SetLength(lost == int.MaxValue ? 10 : file.Length - lost);
        FakeDrawer again = new();
        bench.Draw(again);
        Assert.Equal(lost switch { 0 => 7, int.MaxValue => 10, _ => 8 }, again.Drawn.Count);
        Assert.Equal(bench.Published("whole"), bench.Published());
    }

    [Fact]
    public void DamageWithinTheJournal_LosesWhatFollows_AndTheResultIsTheSame()
    {
        using Bench bench = new(Plan);
        bench.Draw(target: "whole");
        int drawn = 0;
        Assert.Throws<InvalidOperationException>(() => bench.Draw(new FakeDrawer
        {
            Before = _ =>
            {
                if (drawn++ == 3) throw new InvalidOperationException();
            },
        }));
        string journal = Directory.GetFiles(bench["out/work"], "*.journal").Single();
        byte[] bytes = File.ReadAllBytes(journal);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(journal, bytes);
        bench.Draw();
        Assert.Equal(bench.Published("whole"), bench.Published());
    }

    [Fact]
    public void ARecordThatWasDamagedSinceItWasWritten_IsNotTaken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There nobody else can write to a file that is open.");
        using TemporaryFolder folder = new();
        using ShardJournal journal = new(folder["journal"], "plan", _ => { });
        journal.Add(new JournalRecord(7, 1, null, 3, [1, 2, 3], [("png", [4, 5, 6])]));
        Assert.Equal([4, 5, 6], Assert.Single(journal.Read(7, 1).Files).Content);
        using (FileStream other = new(folder["journal"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            other.Position = other.Length - 1;
            other.WriteByte(0);
        }

        DatasetException e = Assert.Throws<DatasetException>(() => journal.Read(7, 1));
        Assert.Contains("the sample 000000007, attempt 1, was damaged", e.Message, StringComparison.Ordinal);
        Assert.Contains(folder["journal"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FinishedShards_AreNotDrawnAgain()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        FakeDrawer drawer = new();
        DatasetResult again = bench.Draw(drawer);
        Assert.Equal((0, 3), (again.Finished, again.Before));
        Assert.Empty(drawer.Drawn);
    }

    [Fact]
    public void AShardWhoseTarWasDeleted_IsDrawnAgain_AndIsTheSame()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Dictionary<string, string> whole = bench.Published();
        File.Delete(bench["out/shards/train-000000.tar"]);
        DatasetResult again = bench.Draw();
        Assert.Equal((1, 2), (again.Finished, again.Before));
        Assert.Equal(whole, bench.Published());
    }

    /// <summary>What verify finds, and says that drawing mends, is mended by the command that goes on.</summary>
    [Theory]
    [InlineData("tar", "train-000001.tar: the file is damaged: it has 700 bytes, not ")]
    [InlineData("json", "train-000001.json: the manifest of a shard is damaged")]
    [InlineData("none", "train-000001.tar: the file is not there")]
    public void AShardThatWasDamaged_IsDrawnAgain_AndIsTheSame(string what, string problem)
    {
        using Bench bench = new(Plan);
        bench.Draw(new FakeDrawer { Picture = Uniform });
        Dictionary<string, string> whole = bench.Published();
        Assert.Contains("shards/train-000001.rejected.jsonl", whole.Keys);
        if (what == "none") File.Delete(bench["out/shards/train-000001.tar"]);
        else using (FileStream file = File.OpenWrite(bench[$"out/shards/train-000001.{what}"])) file.SetLength(700 % file.Length);
        string found = Assert.Single(DatasetCheck.Of(bench.Plan(), bench.Store).Problems);
        Assert.Contains(problem, found, StringComparison.Ordinal);
        Assert.EndsWith(" Draw again: the shard is made anew.", found, StringComparison.Ordinal);
        DatasetResult again = bench.Draw(new FakeDrawer { Picture = Uniform });
        Assert.Equal((1, 2), (again.Finished, again.Before));
        Assert.Equal(whole, bench.Published());

        static RgbImage? Uniform(SampleRecipe recipe) =>
            recipe is { Index: 5, Attempt: 0 } ? new RgbImage(4, 4, new byte[48].AsSpan()) : null;
    }

    /// <summary>A worker that is ended while it draws a damaged shard leaves that as it was.</summary>
    [Fact]
    public void ADamagedShard_StaysUntilItIsDrawn()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        File.WriteAllText(bench["out/shards/train-000001.json"], "{");
        Dictionary<string, string> damaged = bench.Published();
        Assert.Throws<InvalidOperationException>(() => bench.Draw(new FakeDrawer { Before = _ => throw new InvalidOperationException() }));
        Assert.Equal(damaged, bench.Published());
    }

    [Fact]
    public void AProcessThatEndedBetweenTarAndManifest_Publishes()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Dictionary<string, string> whole = bench.Published();
        File.Delete(bench["out/shards/train-000001.json"]);
        bench.Draw();
        Assert.Equal(whole, bench.Published());
    }

    [Fact]
    public void AShardThatAnotherWorkerHolds_IsLeftToIt()
    {
        using Bench bench = new(Plan);
        Directory.CreateDirectory(bench["out/work"]);
        using (new FileStream(bench["out/work/train-000001.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            DatasetResult result = bench.Draw();
            Assert.Equal(["train-000001"], result.Held);
            Assert.Equal(2, result.Finished);
        }

        Assert.Equal((1, 2), (bench.Draw().Finished, bench.Draw().Before - 1));
    }

    [Fact]
    public async Task TwoWorkersAtOnce_PublishOnce()
    {
        using Bench bench = new(Plan);
        bench.Draw(target: "whole");
        FakeDrawer one = new() { Before = _ => Thread.Sleep(5) }, two = new() { Before = _ => Thread.Sleep(5) };
        await Task.WhenAll(Task.Run(() => bench.Draw(one)), Task.Run(() => bench.Draw(two)));
        Assert.Equal(bench.Published("whole"), bench.Published());
        Assert.Equal(10, one.Drawn.Count + two.Drawn.Count);
    }

    [Fact]
    public void OtherBytesInTheShardsPlace_AreNotReplaced()
    {
        using Bench bench = new(Plan);
        Directory.CreateDirectory(bench["out/shards"]);
        File.WriteAllText(bench["out/shards/train-000000.tar"], "precious");
        Assert.Contains("is there already, with another content", Assert.Throws<DatasetException>(() => bench.Draw()).Message,
            StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(bench["out/shards/train-000000.tar"]));
    }

    [Fact]
    public void AnotherPlan_IsRefused()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        File.WriteAllText(bench.PlanFile, Plan.Replace("count = 5", "count = 6", StringComparison.Ordinal));
        DatasetException e = Assert.Throws<DatasetException>(() => bench.Draw());
        Assert.Contains("is of another run", e.Message, StringComparison.Ordinal);
        Assert.Contains(bench.Plan().Hash, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherHardware_IsRefused()
    {
        using Bench bench = new(Plan);
        bench.Draw(options: new DatasetOptions { Runtime = "cpu" });
        DatasetException e = Assert.Throws<DatasetException>(() => bench.Draw(options: new DatasetOptions { Runtime = "cuda" }));
        Assert.Contains("\"cpu\"", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    public void ADamagedFileOfTheRun_IsNamedAsThat_AndShardsAreNotBlamed(string content)
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Dictionary<string, string> whole = bench.Published();
        File.WriteAllText(bench["out/dataset.json"], content);
        DatasetException e = Assert.Throws<DatasetException>(() => bench.Draw());
        Assert.Contains("'dataset.json' is damaged: ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("Remove it and draw again: it is written anew.", e.Message, StringComparison.Ordinal);
        DatasetCheck check = DatasetCheck.Of(bench.Plan(), bench.Store);
        Assert.Equal(e.Message, Assert.Single(check.Problems));
        Assert.Equal(3, check.Shards);
        File.Delete(bench["out/dataset.json"]);
        bench.Draw();
        Assert.Equal(whole, bench.Published());
    }

    [Fact]
    public void AnotherFileOfTheRun_IsNamed_AndAnotherShard()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        bench.Draw(options: new DatasetOptions { Runtime = "other" }, target: "other");
        File.Copy(bench["other/shards/train-000001.json"], bench["out/shards/train-000001.json"], overwrite: true);
        Assert.Contains(
            "train-000001.json: the shard was drawn with other models", Assert.Single(DatasetCheck.Of(bench.Plan(), bench.Store).Problems),
            StringComparison.Ordinal);
        File.Copy(bench["out/dataset.json"], bench["other/dataset.json"], overwrite: true);
        Assert.Contains(
            "'dataset.json' is not the one that the 3 shards name",
            Assert.Single(DatasetCheck.Of(bench.Plan(), new FolderStore(bench["other"])).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_IsFound()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Check(0);
        byte[] tar = File.ReadAllBytes(bench["out/shards/train-000000.tar"]);
        File.WriteAllBytes(bench["out/shards/train-000000.tar"], [.. tar[..700], (byte)(tar[700] ^ 1), .. tar[701..]]);
        Check(1, "train-000000.tar: the file is damaged");
        File.Delete(bench["out/shards/train-000001.json"]);
        Check(2, "train-000001.json: the shard is not there");
        File.WriteAllText(bench["out/shards/other.tar"], "");
        Check(3, "other.tar: the plan has no such file");
        string manifest = File.ReadAllText(bench["out/shards/train-000002.json"]);
        File.WriteAllText(bench["out/shards/train-000002.json"], "{}");
        Check(4, "train-000002.json: the manifest of a shard is damaged");
        File.WriteAllText(
            bench["out/shards/train-000002.json"], manifest.Replace("\"hashes\":[\"", "\"hashes\":[\"x", StringComparison.Ordinal));
        Check(4, "train-000002.json: the manifest of a shard is damaged: a hash is not 16 hexadecimal digits");
        File.WriteAllText(
            bench["out/shards/train-000002.json"], manifest.Replace("\"labels\":[", "\"labels\":[7", StringComparison.Ordinal));
        Check(4, "train-000002.json: it has a label that is none of the 2 classes of the plan");

        void Check(int problems, string text = "")
        {
            DatasetCheck check = DatasetCheck.Of(bench.Plan(), bench.Store);
            Assert.Equal(problems, check.Problems.Count);
            Assert.Contains(text, string.Join('\n', check.Problems), StringComparison.Ordinal);
        }
    }

    private static string Text(TarSample sample, string ending) => System.Text.Encoding.UTF8.GetString(sample.Files[ending]);
}
