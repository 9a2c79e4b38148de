using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Prompts as the parsers of stable-diffusion-webui 1.10 read them. In <c>prompt_syntax.json</c> a step schedule "20+10" is the second pass
/// of 10 steps after 20, and the padding of token chunks is left out.
/// </summary>
public class PromptSyntaxTests
{
    private static readonly ClipTokenizer Clip = ClipTokenizer.Load(ReferenceFiles.Path("tokenizer", "clip"));
    private static readonly JsonArray Prompts = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("prompt_syntax.json")))!.AsArray();

    private static readonly (string Name, PromptPass Pass)[] Passes = [("4", new(4)), ("20", new(20)), ("20+10", new(10, StepsBefore: 20))];

    [Fact]
    public void Conjunction_AllPrompts_GivesPartsAndWeights() => Each((prompt, entry) =>
        Assert.Equal(Weighted(entry["and"]!), PromptConjunction.Parse(prompt)));

    [Fact]
    public void Attention_AllPrompts_GivesTextsAndWeights() => Each((prompt, entry) =>
        Assert.Equal(Weighted(entry["attention"]!), PromptAttention.Parse(prompt)));

    [Fact]
    public void Schedule_AllPrompts_GivesTheTextOfEachStep() => Each((prompt, entry) =>
    {
        foreach (var (name, pass) in Passes)
        {
            var expected = entry["schedules"]![name]!.AsArray().Select(s => (s![0]!.GetValue<int>(), s[1]!.GetValue<string>()));
            Assert.Equal(expected, PromptSchedule.Parse(prompt, pass));
        }
    });

    [Fact]
    public void Chunks_AllPrompts_GivesIdsAndMultipliers() => Each((prompt, entry) =>
    {
        var (chunks, count) = PromptChunks.Split(PromptAttention.Parse(prompt), Clip);

        Assert.Equal(entry["token_count"]!.GetValue<int>(), count);
        Assert.Equal(
            entry["chunks"]!.AsArray().Select(c => Padded(TokenizerReference.Ids(c!["tokens"]!), 49407)),
            chunks.Select(c => c.Ids));
        Assert.Equal(
            entry["chunks"]!.AsArray().Select(c => Padded([.. c!["multipliers"]!.AsArray().Select(m => (float)m!.GetValue<double>())], 1f)),
            chunks.Select(c => c.Multipliers));
    });

    private static void Each(Action<string, JsonNode> check)
    {
        Assert.Equal(199, Prompts.Count);
        foreach (JsonNode? entry in Prompts) check(entry!["prompt"]!.GetValue<string>(), entry);
    }

    private static IEnumerable<WeightedText> Weighted(JsonNode pairs) =>
        pairs.AsArray().Select(p => new WeightedText(p![0]!.GetValue<string>(), p[1]!.GetValue<double>()));

    private static T[] Padded<T>(T[] values, T padding) => [.. values, .. Enumerable.Repeat(padding, 77 - values.Length)];
}
