using System.Text.RegularExpressions;
using LatentDiffusion.Tests;

namespace LatentDiffusion.PublicApi.Tests;

/// <summary>Every C# block of the README is a region of a file in Snippets, so it compiles; <see cref="SnippetTests"/> runs each.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    public static TheoryData<string> Blocks => [.. BlockPattern().Matches(Readme).Select(m => m.Groups[1].Value.Trim())];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_IsACompiledSnippet(string block) => Assert.Contains(block, Snippets().Keys);

    [Fact]
    public void Snippets_AreAllInTheReadmeAndAllRun()
    {
        HashSet<string> blocks = [.. Blocks.Select(b => b.Data)];
        Assert.All(Snippets(), s => Assert.True(blocks.Contains(s.Key), $"The snippet '{s.Value}' is not in the README."));
        Assert.Equal(Snippets().Values.Order(), SnippetTests.Ran.Order());
    }

    /// <summary>The regions of all snippet files: text without indentation, and name.</summary>
    private static Dictionary<string, string> Snippets() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Snippets"), "*.cs")
            .SelectMany(file => SourceRegions.Of(File.ReadAllText(file)))
            .ToDictionary(region => region.Text, region => region.Name, StringComparer.Ordinal);

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BlockPattern();
}
