using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LatentDiffusion.Mutation;

/// <summary>Puts mutants beside the expressions that they change, each behind a switch of its own.</summary>
internal sealed class Switches(ILookup<SyntaxNode, Mutant> mutants) : CSharpSyntaxRewriter
{
    /// <summary>The switches themselves, compiled into the library. Whatever goes on without end or depth is stopped here.</summary>
    public const string Source =
        """
        namespace LatentDiffusion;

        public static class MutantSwitch
        {
            public static int Active;
            public static long Calls;
            public static long MostCalls = long.MaxValue;
            public static bool[]? Hits;

            public static bool Is(int id)
            {
                if (Hits is { } hits) hits[id] = true;
                if (++Calls > MostCalls) throw new System.TimeoutException();
                if (Active != id) return false;
                System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
                return true;
            }
        }
        """;

    private const string Call = "global::LatentDiffusion.MutantSwitch.Is";

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        SyntaxNode? visited = base.Visit(node);
        if (node is null || visited is not ExpressionSyntax expression) return visited;
        foreach (Mutant mutant in mutants[node])
        {
            ExpressionSyntax changed = SyntaxFactory.ParseExpression(mutant.Text);
            expression = SyntaxFactory.ParseExpression($"({Call}({mutant.Id}) ? ({changed}) : ({expression.WithoutTrivia()}))")
                .WithTriviaFrom(expression);
        }

        return expression;
    }

    /// <summary>The number of the mutant whose switch is nearest around a place, or null.</summary>
    public static int? At(SyntaxTree tree, int position)
    {
        SyntaxNode node = tree.GetRoot().FindToken(position).Parent!;
        foreach (ConditionalExpressionSyntax conditional in node.AncestorsAndSelf().OfType<ConditionalExpressionSyntax>())
        {
            if (conditional.Condition is InvocationExpressionSyntax call && call.Expression.ToString() == Call)
                return int.Parse(call.ArgumentList.Arguments[0].ToString());
        }

        return null;
    }
}
