using Microsoft.CodeAnalysis;

namespace LatentDiffusion.Tests;

/// <summary>
/// The folders of the core are floors: what lies on one names only what lies on it and below. Their order is the list in src/README.md.
/// </summary>
public sealed class FloorTests
{
    private static readonly CoreSources Sources = CoreSources.Read();

    /// <summary>The floors, the lowest first: the lines of the list begin with four spaces and a name.</summary>
    private static readonly string[] Floors =
    [
        .. File.ReadLines(Path.Combine(CoreSources.Folder, "../README.md"))
            .SkipWhile(line => line != "## The floors").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]),
    ];

    [Fact]
    public void List_NamesEveryFolderOnce()
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(CoreSources.Folder).Select(f => Path.GetFileName(f)!);
        string[] others = ["bin", "obj", "buildTransitive"]; // the last is for the builds of applications, and holds no sources
        Assert.Equal(folders.Except(others).Order(StringComparer.Ordinal), Floors.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(CoreSources.Folder, "*.cs"));
    }

    [Fact]
    public void Arrows_PointDown() => Assert.Empty(Upward(Sources));

    [Theory]
    [InlineData("Errors", "internal sealed class Up { LatentDiffusionPipeline? _pipeline; }", "LatentDiffusionPipeline")]
    [InlineData("Numerics", "internal static class Up { static object Of() => LatentDiffusion.Imaging.AtomicFile.Exists; }", "AtomicFile")]
    [InlineData("Tokenizers", "internal static class Up { static int Of(LatentDiffusion.Requests.GenerationPlan p) => p.Steps; }", null)]
    [InlineData("Runtime", "internal static class Up { static string? Of(GenerationRequest r) => r.NegativePrompt; }", "GenerationRequest")]
    [InlineData("Model", "/// <summary><see cref=\"LatentDiffusionPipeline\"/></summary>\ninternal static class Up;", null)]
    public void Arrows_OfAFileThatLooksUp_AreFound(string floor, string code, string? named)
    {
        string file = Path.Combine(floor, "Up.cs");
        CoreSources with = Sources.With(file, $"namespace LatentDiffusion.{floor};\n{code}");
        IEnumerable<string> found = Upward(with, file).Select(arrow => arrow.Split(" of ")[0]).Distinct();
        Assert.Equal(named is null ? [] : [$"{floor}/Up.cs names {named}"], found);
    }

    [Fact]
    public void Types_LieInTheNamespaceOfTheirFloor_UnlessTheyArePublic() => Assert.Empty(
        from declared in Sources.Types()
        let wanted = declared.Type.DeclaredAccessibility == Accessibility.Public
            ? "LatentDiffusion" : $"LatentDiffusion.{CoreSources.FloorOf(declared.File)}"
        where declared.Type.ContainingNamespace.ToDisplayString() != wanted
        select $"{declared.Type} should be in {wanted}");

    private static IEnumerable<string> Upward(CoreSources sources, string? only = null)
    {
        Assert.NotEmpty(Floors);
        return sources.Arrows(only)
            .Where(arrow => Rank(arrow.To) > Rank(arrow.From))
            .Select(arrow => $"{Short(arrow.From)} names {arrow.Type} of {Short(arrow.To)}").Distinct().Order(StringComparer.Ordinal);

        static int Rank(string file) => Array.IndexOf(Floors, CoreSources.FloorOf(file));

        static string Short(string file) => Path.GetRelativePath(CoreSources.Folder, file).Replace(Path.DirectorySeparatorChar, '/');
    }
}
