using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LatentDiffusion.Mutation;

/// <summary>The library as it is compiled here: its sources, with one mutant in place or all behind switches.</summary>
internal sealed class Library
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private readonly CSharpCompilation _compilation;

    private Library(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>Reads the sources.</summary>
    /// <param name="folder">Folder of the project.</param>
    /// <param name="references">Folder with the assemblies that it refers to.</param>
    public static Library Read(string folder, string references)
    {
        string[] files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        char slash = Path.DirectorySeparatorChar;
        IEnumerable<string> sources = files.Where(f => !f.Contains($"{slash}obj{slash}") && !f.Contains($"{slash}bin{slash}"));
        List<SyntaxTree> trees = [.. sources.Select(f => Parse(File.ReadAllText(f), f)), Parse(Switches.Source, "MutantSwitch.cs")];
        trees.Add(Parse(
            """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Threading;
            global using System.Threading.Tasks;
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("LatentDiffusion.Tests")]
            """,
            "Global.cs"));
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        HashSet<string> names = [];
        MetadataReference[] assemblies =
        [
            .. trusted.Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System", StringComparison.Ordinal))
                .Concat(Directory.GetFiles(references, "*.dll")
                    .Where(p => !Path.GetFileName(p).StartsWith("LatentDiffusion", StringComparison.Ordinal)))
                .Where(p => names.Add(Path.GetFileName(p))).Where(IsManaged).Select(p => MetadataReference.CreateFromFile(p)),
        ];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        return new Library(Generated(CSharpCompilation.Create("LatentDiffusion", trees, assemblies, options)));
    }

    /// <summary>All mutants of the files that a filter takes.</summary>
    public List<Mutant> Mutants(Func<string, bool> takes)
    {
        List<Mutant> mutants = [];
        foreach (SyntaxTree tree in _compilation.SyntaxTrees.Where(t => takes(t.FilePath)).OrderBy(t => t.FilePath, StringComparer.Ordinal))
            new MutantFinder(_compilation.GetSemanticModel(tree), mutants).Visit(tree.GetRoot());
        return mutants;
    }

    /// <summary>The library with mutants behind switches, and those that do not compile so.</summary>
    public (byte[] Assembly, HashSet<int> Left) WithSwitches(IReadOnlyList<Mutant> mutants)
    {
        HashSet<int> left = [];
        while (true)
        {
            ILookup<SyntaxNode, Mutant> byNode = mutants.Where(m => !left.Contains(m.Id)).ToLookup(m => (SyntaxNode)m.Node);
            CSharpCompilation switched = _compilation;
            foreach (SyntaxTree tree in byNode.Select(g => g.Key.SyntaxTree).Distinct().ToList())
            {
                string text = new Switches(byNode).Visit(tree.GetRoot())!.ToFullString();
                switched = switched.ReplaceSyntaxTree(tree, Parse(text, tree.FilePath));
            }

            using MemoryStream stream = new();
            var result = switched.Emit(stream);
            if (result.Success) return (stream.ToArray(), left);
            int before = left.Count;
            foreach (Diagnostic error in result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))
            {
                int? id = error.Location.SourceTree is { } tree ? Switches.At(tree, error.Location.SourceSpan.Start) : null;
                if (id is null) throw new InvalidOperationException($"The library does not compile: {error}");
                left.Add(id.Value);
            }

            if (left.Count == before) throw new InvalidOperationException($"The library does not compile: {result.Diagnostics[0]}");
        }
    }

    /// <summary>The library with one mutant in place, or null where that does not compile.</summary>
    public byte[]? With(Mutant mutant)
    {
        SyntaxTree tree = mutant.Node.SyntaxTree;
        SourceText text = tree.GetText().WithChanges(new TextChange(mutant.Node.Span, mutant.Text));
        using MemoryStream stream = new();
        bool compiles = _compilation.ReplaceSyntaxTree(tree, Parse(text.ToString(), tree.FilePath)).Emit(stream).Success;
        return compiles ? stream.ToArray() : null;
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Parsing, path, System.Text.Encoding.UTF8);

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>What the generators of the framework add: regular expressions, JSON and calls of native libraries.</summary>
    private static CSharpCompilation Generated(CSharpCompilation compilation)
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.Combine(runtime, "../../../packs/Microsoft.NETCore.App.Ref");
        string folder = Directory.GetDirectories(packs).OrderBy(p => p, StringComparer.Ordinal).Last();
        ImmutableArray<ISourceGenerator> generators =
        [
            .. Directory.GetFiles(Path.Combine(folder, "analyzers/dotnet/cs"), "*.dll")
                .SelectMany(p => new AnalyzerFileReference(p, Loader.Instance).GetGenerators(LanguageNames.CSharp)),
        ];
        CSharpGeneratorDriver.Create(generators, parseOptions: Parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _);
        return (CSharpCompilation)updated;
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
