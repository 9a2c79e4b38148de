using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LatentDiffusion.Tests;

/// <summary>The sources of the core as the compiler reads them: which types a file declares, and which of other files it names.</summary>
internal sealed class CoreSources
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private readonly CSharpCompilation _compilation;

    private CoreSources(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>Folder of the sources, from the project file: paths that the compiler knows are not real ones in a build for others.</summary>
    public static string Folder { get; } = Path.GetFullPath(
        typeof(CoreSources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CoreSources").Value!);

    /// <summary>Reads them.</summary>
    public static CoreSources Read()
    {
        CSharpParseOptions parsing = new(LanguageVersion.Preview);
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => FloorOf(file) is not ("bin" or "obj"))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parsing, file));
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return new CoreSources(CSharpCompilation.Create(
            "Core",
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, parsing, Path.Combine(Folder, "obj", "Usings.cs"))],
            from path in assemblies where Path.GetFileName(path) != "LatentDiffusion.dll" select MetadataReference.CreateFromFile(path),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)));
    }

    /// <summary>The sources with one more.</summary>
    /// <param name="path">Its path within their folder.</param>
    /// <param name="text">Its text.</param>
    public CoreSources With(string path, string text) => new(_compilation.AddSyntaxTrees(
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview), Path.Combine(Folder, path))));

    /// <summary>The declared types, without those within others.</summary>
    public IEnumerable<(string File, INamedTypeSymbol Type)> Types() =>
        from tree in _compilation.SyntaxTrees
        let model = _compilation.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes()
        where node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is BaseNamespaceDeclarationSyntax
        select (tree.FilePath, (INamedTypeSymbol)model.GetDeclaredSymbol(node)!);

    /// <summary>The types of other files that a file names in its code, but for its documentation.</summary>
    /// <param name="only">Path of the one file to look at, within their folder; null for all.</param>
    public IEnumerable<(string From, string To, string Type)> Arrows(string? only = null)
    {
        foreach (SyntaxTree tree in _compilation.SyntaxTrees)
        {
            if (only is not null && tree.FilePath != Path.Combine(Folder, only)) continue;
            SemanticModel model = _compilation.GetSemanticModel(tree);
            HashSet<INamedTypeSymbol> named = new(SymbolEqualityComparer.Default);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
                if (node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax && Outermost(model.GetSymbolInfo(node)) is { } type)
                    named.Add(type);
            foreach (INamedTypeSymbol type in named)
                foreach (SyntaxReference at in type.DeclaringSyntaxReferences.Where(at => at.SyntaxTree != tree))
                    yield return (tree.FilePath, at.SyntaxTree.FilePath, type.Name);
        }
    }

    /// <summary>The folder of the core in which a file lies.</summary>
    public static string FloorOf(string file) => Path.GetRelativePath(Folder, file).Split(Path.DirectorySeparatorChar)[0];

    private static INamedTypeSymbol? Outermost(SymbolInfo info)
    {
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
        INamedTypeSymbol? type = symbol is INamespaceSymbol ? null : symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition;
    }
}
