using System.Text.Json;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>Each gate with a set that it catches and one that it leaves.</summary>
public sealed class GateTests
{
    private static readonly string Networks = Path.Combine(AppContext.BaseDirectory, "References", "networks");

    [Theory]
    [InlineData("noise")]
    [InlineData("blobs")]
    [InlineData("waves")]
    [InlineData("disc")]
    public void PerceptualHash_IsTheOneOfImagehash(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "References");
        JsonElement hashes = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "phash.json"))).RootElement;
        ulong hash = PerceptualHash.Of(RgbImage.Load(Path.Combine(folder, $"{name}.png")));
        Assert.Equal(hashes.GetProperty(name).GetString(), hash.ToString("x16", null));
    }

    [Fact]
    public void NearHashes_AreFound_AsByComparingAll()
    {
        Random random = new(3);
        ulong[] hashes = [.. Enumerable.Range(0, 400).Select(_ => (ulong)random.NextInt64())];
        for (int i = 0; i < 200; i++)
        {
            hashes[i + 200] = hashes[i];
            for (int bits = random.Next(12); bits > 0; bits--) hashes[i + 200] ^= 1UL << random.Next(64);
        }

        foreach (int distance in (int[])[0, 1, 4, 10])
        {
            DuplicateIndex index = new(distance);
            foreach (var (i, hash) in hashes.Index()) index.Add(hash, i);
            foreach (ulong hash in hashes)
                Assert.Equal(
                    hashes.Index().Where(h => PerceptualHash.Distance(h.Item, hash) <= distance).Select(h => (long)h.Index),
                    index.Near(hash));
        }
    }

    [Fact]
    public void ClippedAndCompressedCopies_AreNear_OtherPicturesAreNot()
    {
        RgbImage[] pictures = [.. Enumerable.Range(0, 40).Select(i => FakeDrawer.Noise(i, 96))];
        foreach (RgbImage picture in pictures)
        {
            RgbImage copy = RgbImage.Decode(picture.Resize(80, 80).Encode(ImageFormat.Jpeg, 60));
            Assert.InRange(PerceptualHash.Distance(PerceptualHash.Of(picture), PerceptualHash.Of(copy)), 0, 4);
        }

        ulong[] hashes = [.. pictures.Select(PerceptualHash.Of)];
        for (int i = 0; i < hashes.Length; i++)
            for (int j = 0; j < i; j++) Assert.True(PerceptualHash.Distance(hashes[i], hashes[j]) > 4);
    }

    [Fact]
    public void Classifier_KeepsWhatItTakesForTheClass()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "classes"));
        using Bench bench = new("name = 'n'\ncount = 4\n[[classes]]\nname = 'a'\nlogit = 2");
        RgbImage[] pictures = [.. Enumerable.Range(0, 10).Select(i => FakeDrawer.Noise(i))];
        double[] probabilities = [.. pictures.Select(p => Math.Round(Probability(network, p, 2), 4))];
        double middle = probabilities.Order().ElementAt(5);
        Assert.InRange(probabilities.Count(p => p < middle), 1, 9);
        ClassifierGate gate = new(bench.Plan().Settings, network, middle);
        for (int i = 0; i < pictures.Length; i++)
        {
            GateVerdict verdict = gate.Check(bench.Plan().Recipe(0), pictures[i], default);
            Assert.Equal(probabilities[i], verdict.Score);
            Assert.Equal(probabilities[i] >= middle, verdict.Reason is null);
            if (verdict.Reason is { } reason)
                Assert.StartsWith("classifier: the probability of its class is", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AClassWithoutALogit_IsNamed()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "classes"));
        using Bench bench = new($"name = 'n'\ncount = 1\n[[classes]]\nname = 'a'\nlogit = {network.Classes}");
        PlanException e = Assert.Throws<PlanException>(() => new ClassifierGate(bench.Plan().Settings, network, 0.5));
        Assert.Contains("say it as 'logit'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clip_KeepsWhatFitsItsCaption()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "clip"));
        using Bench bench = new("name = 'n'\ncount = 1\nclasses = ['a']\ntemplates = ['a cat']");
        SampleRecipe recipe = bench.Plan().Recipe(0);
        double[] scores = [.. Enumerable.Range(0, 10).Select(
            i => new ClipGate(bench.Plan().Settings, network, -100).Check(recipe, FakeDrawer.Noise(i), default).Score!.Value)];
        double middle = scores.Order().ElementAt(5);
        ClipGate gate = new(bench.Plan().Settings, network, middle);
        for (int i = 0; i < 10; i++)
            Assert.Equal(scores[i] >= middle, gate.Check(recipe, FakeDrawer.Noise(i), default).Reason is null);
        Assert.Equal(5, scores.Count(s => s < middle));
    }

    [Fact]
    public void Clip_NeedsAnEncoderOfPrompts()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "classes"));
        using Bench bench = new("name = 'n'\ncount = 1\nclasses = ['a']");
        Assert.Contains(
            "needs a network with an encoder of prompts",
            Assert.Throws<PlanException>(() => new ClipGate(bench.Plan().Settings, network, 20)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memorisation_CatchesTrainingPictures_AndLeavesOthers()
    {
        string network = Path.Combine(Networks, "classes").Replace('\\', '/');
        using Bench bench = new($"""
            name = "n"
            count = 8
            shard_size = 8
            classes = ["a"]
            [quality.memorisation]
            network = "{network}"
            folder = "training"
            cosine = 0.9999
            """);
        bench.Pictures("training", 5, first: 500);
        bench.Draw(new FakeDrawer { Picture = r => r is { Index: 3, Attempt: 0 } ? FakeDrawer.Noise(502) : null });
        string rejected = Assert.Single(File.ReadAllLines(bench["out/shards/train-000000.rejected.jsonl"]));
        Assert.Contains("memorisation: the cosine to the training picture '002.png' is 1, above 0.9999", rejected,
            StringComparison.Ordinal);
        Assert.Equal(8, bench.Samples("train-000000").Count);
    }

    [Fact]
    public void Feature_CatchesWhatIsNearNoRealPicture()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "classes"));
        using Bench bench = new("name = 'n'\nfill = 5\nreal = 'real'\nclasses = ['a']");
        bench.Pictures("real", 4, first: 500);
        FeatureGate gate = new(bench.Plan().Settings, network, 0.9999, default);
        SampleRecipe recipe = bench.Plan().Recipe(0);
        Assert.Equal(new GateVerdict(1, null), gate.Check(recipe, FakeDrawer.Noise(501), default));
        Assert.StartsWith("feature: ", gate.Check(recipe, FakeDrawer.Noise(1), default).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_ByFeaturesToo_LeavesWhatOnlyHashesAlike()
    {
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(Networks, "classes"));
        RgbImage grey = FakeDrawer.Noise(1), tinted = Brighter(grey, 25);
        Assert.InRange(PerceptualHash.Distance(PerceptualHash.Of(grey), PerceptualHash.Of(tinted)), 0, 8);
        double cosine = DuplicateGate.Cosine(network.Extract([grey])[0], network.Extract([tinted])[0]);
        Assert.True(cosine < 0.99999, "the test needs pictures that the network tells apart");
        Assert.Equal(0, Find(cosine - 0.001));
        Assert.Null(Find(cosine + (1 - cosine) / 2));

        long? Find(double bound)
        {
            DuplicateGate gate = new(new DuplicateSettings(8, "", bound, 0), network);
            DuplicateIndex index = gate.NewIndex();
            index.Add(PerceptualHash.Of(grey), 0);
            return gate.Find(PerceptualHash.Of(tinted), index, () => tinted, _ => grey, default);
        }
    }

    private static RgbImage Brighter(RgbImage image, int by) =>
        new(image.Width, image.Height, image.Pixels.ToArray().Select(v => (byte)Math.Min(255, v + by)).ToArray().AsSpan());

    private static double Probability(FeatureNetwork network, RgbImage image, int logit)
    {
        float[] values = network.Extract([image]).Logits!.Value.ToArray();
        System.Numerics.Tensors.TensorPrimitives.SoftMax(values, values);
        return values[logit];
    }
}
