using System.Diagnostics;

namespace LatentDiffusion.Datasets.Tests;

public sealed class PlanTests
{
    private const string Rich = """
        name = "fruit"
        count = 100
        shard_size = 30
        [[classes]]
        name = "apple"
        [[classes]]
        name = "red_pear"
        title = "pear"
        count = 50
        templates = ["just a {class}"]
        [[templates]]
        text = "a {colour} {class} {{on}} a {ground} ground"
        caption = "{class}, {colour}"
        weight = 3
        [[templates]]
        text = "{class}"
        negative = ["blurry"]
        [attributes]
        colour = { red = 3, green = 1 }
        ground = ["white", "black"]
        [splits]
        train = 0.7
        test = 0.3
        [draw]
        steps = { from = 5, to = 8 }
        guidance = { mean = 4, deviation = 2, from = 1.5, to = 7 }
        schedulers = ["ddim", { value = "euler a", weight = 2 }]
        negative = ["", "dark"]
        """;

    [Fact]
    public void CountsAreExact_ByClassAndSplit()
    {
        using Bench bench = new(Rich);
        DatasetPlan plan = bench.Plan();
        Assert.Equal(150, plan.Count);
        PlanSummary summary = PlanSummary.Of(plan);
        Assert.Equal([[70, 30], [35, 15]], summary.Counts);
        Assert.Equal(0, summary.RepeatedSeeds);
        Assert.Equal(["train-000000", "train-000001", "train-000002", "train-000003", "test-000000", "test-000001"],
            Enumerable.Range(0, (int)plan.ShardCount).Select(i => plan.Shard(i).Name));
        Assert.Equal(plan.Count, Enumerable.Range(0, (int)plan.ShardCount).Sum(i => plan.Shard(i).Count));
    }

    [Fact]
    public void SamplesFollowThePlan()
    {
        using Bench bench = new(Rich);
        DatasetPlan plan = bench.Plan();
        SampleRecipe[] all = [.. Enumerable.Range(0, 150).Select(i => plan.Recipe(i))];
        SampleRecipe[] apples = [.. all.Where(r => r.Class == "apple")];
        Assert.All(all, r => Assert.InRange(r.Steps!.Value, 5, 8));
        Assert.Equal([5, 6, 7, 8], all.Select(r => r.Steps!.Value).Distinct().Order());
        Assert.All(all, r => Assert.InRange(r.GuidanceScale!.Value, 1.5, 7));
        Assert.InRange(all.Average(r => r.GuidanceScale!.Value), 3.5, 4.5);
        Assert.All(all.Where(r => r.Class == "red_pear"), r => Assert.Equal("just a pear", r.Prompt));
        Assert.All(apples.Where(r => r.Prompt != "apple"), r =>
            Assert.Matches("^a (red|green) apple \\{on\\} a (white|black) ground$", r.Prompt));
        Assert.All(apples.Where(r => r.Prompt != "apple"), r => Assert.Equal($"apple, {r.Attributes[0].Value}", r.Caption));
        Assert.All(apples.Where(r => r.Prompt == "apple"), r => Assert.Equal("blurry", r.NegativePrompt));
        Assert.InRange(apples.Count(r => r.Prompt == "apple"), 10, 42); // 25 of 100, as the weights say
        Assert.InRange(apples.Count(r => r.Prompt.Contains("red", StringComparison.Ordinal)), 40, 75);
        Assert.InRange(all.Count(r => r.Scheduler == "euler a"), 75, 125);
        Assert.All(all, r => Assert.InRange(r.Seed, 0, (1L << 53) - 1));
    }

    /// <summary>A change of the numbers means that finished data sets cannot be gone on with: it must be on purpose.</summary>
    [Fact]
    public void TheSamePlanIsTheSameForever()
    {
        using Bench bench = new(Rich);
        DatasetPlan plan = bench.Plan();
        SampleRecipe seventh = plan.Recipe(7), again = plan.Recipe(7, 1);
        Assert.Equal("3637583b87d846e7f2fe32c7b1a27a374c943fe9f605626a2146ace681887519", plan.Hash);
        Assert.Equal(
            "2339731775339634 a red apple {on} a white ground 2.3122 7 ddim",
            $"{seventh.Seed} {seventh.Prompt} {seventh.GuidanceScale} {seventh.Steps} {seventh.Scheduler}");
        Assert.Equal("3491064109526553 apple 8979502772339179", $"{again.Seed} {again.Class} {plan.Recipe(149).Seed}");
    }

    [Fact]
    public void AnotherAttempt_KeepsClassAndSplit_AndChangesTheRest()
    {
        using Bench bench = new(Rich);
        DatasetPlan plan = bench.Plan();
        for (int i = 0; i < 150; i++)
        {
            SampleRecipe first = plan.Recipe(i), second = plan.Recipe(i, 1);
            Assert.Equal((first.Class, first.Split), (second.Class, second.Split));
            Assert.NotEqual(first.Seed, second.Seed);
        }
    }

    [Theory]
    [InlineData("count = 100", "count = 101", true)]
    [InlineData("colour = { red = 3", "colour = { red = 4", true)]
    [InlineData("steps = { from = 5", "steps = { from = 4", true)]
    [InlineData("name = \"fruit\"", "name = \"fruit\" # a comment", false)]
    [InlineData("name = \"fruit\"", "description = 'x'\nname = \"fruit\"", false)]
    [InlineData("name = \"fruit\"", "name = \"fruit\"\nformats = ['parquet']", false)]
    [InlineData("name = \"fruit\"", "seed = 1\nname = \"fruit\"", true)]
    public void TheHashTellsWhatDecidesOnSamples(string old, string other, bool differs)
    {
        using Bench bench = new(Rich), changed = new(Rich.Replace(old, other, StringComparison.Ordinal));
        Assert.Equal(differs, bench.Plan().Hash != changed.Plan().Hash);
    }

    [Fact]
    public void Filling_CountsRealPictures()
    {
        using Bench bench = new("name = 'n'\nfill = 5\nreal = '{class}'\nclasses = ['a', 'b']");
        bench.Pictures("a", 2);
        bench.Pictures("b", 7);
        Assert.Equal([[3], [0]], PlanSummary.Of(bench.Plan()).Counts);
    }

    [Fact]
    public void Variations_StayInTheSplitOfTheirPicture_AndTakeEachInTurn()
    {
        using Bench bench = new(
            "name = 'n'\ncount = 40\nmode = 'variations'\nreal = 'real'\nclasses = ['a']\n[splits]\ntrain = 0.75\nvalidation = 0.25");
        bench.Pictures("real", 8);
        DatasetPlan plan = bench.Plan();
        SampleRecipe[] all = [.. Enumerable.Range(0, 40).Select(i => plan.Recipe(i))];
        var train = all.Where(r => r.Split == "train").CountBy(r => r.Source!).ToArray();
        var validation = all.Where(r => r.Split == "validation").CountBy(r => r.Source!).ToArray();
        Assert.Equal((6, 2), (train.Length, validation.Length));
        Assert.Empty(train.Select(t => t.Key).Intersect(validation.Select(v => v.Key)));
        Assert.All(train.Concat(validation), c => Assert.Equal(5, c.Value));
        Assert.All(all.GroupBy(r => r.Source), g => Assert.Equal([0, 1, 2, 3, 4], g.Select(r => r.Variant).Order()));
    }

    [Fact]
    public void TheHashTellsPicturesByContent_NotByPlace()
    {
        const string Plan = "name = 'n'\ncount = 4\nmode = 'variations'\nreal = 'real'\nclasses = ['a']";
        using Bench one = new(Plan), moved = new(Plan), other = new(Plan);
        one.Pictures("real", 3);
        moved.Pictures("real", 3);
        other.Pictures("real", 3, first: 2000);
        Assert.Equal(one.Plan().Hash, moved.Plan().Hash);
        Assert.NotEqual(one.Plan().Hash, other.Plan().Hash);
    }

    [Fact]
    public void Captions_AreTemplates()
    {
        using Bench bench = new("name = 'n'\ncount = 50\nclasses = ['a']\ncaptions = 'c.txt'");
        File.WriteAllText(bench["c.txt"], "one {class}\n\ntwo\n");
        DatasetPlan plan = bench.Plan();
        Assert.Equal(["one a", "two"], Enumerable.Range(0, 50).Select(i => plan.Recipe(i).Prompt).Distinct().Order());
    }

    [Fact]
    public void MoreSamplesThanCanBeLookedThrough_AreToldAsThat()
    {
        using Bench bench = new("name = 'n'\ncount = 2000000000\nclasses = ['a', 'b']");
        ArgumentException error = Assert.Throws<ArgumentException>(() => PlanSummary.Of(bench.Plan()));
        Assert.Contains("The plan has 4000000000 samples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMillionSamples_AreDecidedInSecondsAndLittleMemory()
    {
        string classes = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"'class{i}'"));
        string rest = Rich[Rich.IndexOf("[[templates]]", StringComparison.Ordinal)..];
        using Bench bench = new($"name = 'n'\ncount = 1000\nclasses = [{classes}]\n{rest}");
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long began = Stopwatch.GetTimestamp();
        PlanSummary summary = PlanSummary.Of(bench.Plan());
        TimeSpan taken = Stopwatch.GetElapsedTime(began);
        Assert.Equal(1_000_000, summary.Plan.Count);
        Assert.All(summary.Counts, c => Assert.Equal([700, 300], c));
        Assert.Equal(0, summary.RepeatedSeeds);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 100_000_000);
        Assert.InRange(taken.TotalSeconds, 0, 60); // well below 10 on an idle machine; test machines are not
    }
}
