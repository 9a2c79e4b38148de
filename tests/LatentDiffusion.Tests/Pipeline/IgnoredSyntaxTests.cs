namespace LatentDiffusion.Tests;

/// <summary>Syntax that a prompt has and its reading ignores is told of.</summary>
public sealed class IgnoredSyntaxTests(TinyPipelines tiny, EmojiFixture emoji) : IClassFixture<TinyPipelines>
{
    [Theory]
    [InlineData("a (red:1.2) apple", null, "a weight, '(red:1.2)'")]
    [InlineData("an apple", "(dark : .5)", "a weight, '(dark : .5)'")]
    [InlineData("an apple <lora:style:0.8>", null, "names an adapter")]
    [InlineData("an apple", "<lora:style>", "negative prompt names an adapter")]
    [InlineData("an apple <hypernet:style:0.8>", null, "names a hypernetwork, '<hypernet:style:0.8>'")]
    [InlineData("a (red) apple at 12:30 (of 3)", "[x]", null)]
    public void Plain(string prompt, string? negative, string? expected)
    {
        GenerationRequest request = new(prompt) { NegativePrompt = negative, Steps = 1 };
        IReadOnlyList<string> warnings = emoji.Pipeline.Generate(request).Warnings;
        if (expected is null) Assert.Empty(warnings);
        else Assert.Contains(expected, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Weighted_IsNotIgnored() => Assert.Empty(emoji.Pipeline.Generate(
        new GenerationRequest("a (red:1.2) apple") { PromptSyntax = PromptSyntax.Weighted, Steps = 1 }).Warnings);

    [Fact]
    public void FamilyWithoutWeights_IsNamed() => Assert.Contains(
        tiny["flux_schnell"].Generate(new GenerationRequest("a (red:1.2) apple") { Steps = 1 }).Warnings,
        w => w.EndsWith("know no weights.", StringComparison.Ordinal));
}
