using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LatentDiffusion.Mutation;

/// <summary>When the change of a mutant shows.</summary>
internal enum Reach
{
    /// <summary>Whenever its expression is evaluated: it is switched on while the program runs.</summary>
    Switched,

    /// <summary>As a type is initialised: it is switched on before the program is loaded.</summary>
    Loaded,

    /// <summary>As the program is compiled, as in constants and patterns.</summary>
    Compiled,
}

/// <summary>One small change of one expression.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Node">The expression that is changed.</param>
/// <param name="Text">What is put in its place.</param>
/// <param name="Reach">When the change shows.</param>
internal sealed record Mutant(int Id, ExpressionSyntax Node, string Text, Reach Reach)
{
    /// <summary>Name of the file.</summary>
    public string File => Path.GetFileName(Node.SyntaxTree.FilePath);

    /// <summary>Line in the file, from 1.</summary>
    public int Line => Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>
    /// The change without its line, so that a list of accepted mutants outlives changes elsewhere in the file:
    /// file, line of source, change.
    /// </summary>
    public string Key
    {
        get
        {
            string line = Node.SyntaxTree.GetText().Lines[Line - 1].ToString().Trim();
            return $"{File} | {line} | {OneLine(Node.ToString())} -> {OneLine(Text)}";
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
