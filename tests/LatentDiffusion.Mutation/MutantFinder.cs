using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LatentDiffusion.Mutation;

/// <summary>
/// Finds what can be changed in a file: numbers (whole ones by 1, others by a twentieth), arithmetic and comparing operators, signs,
/// conditions, and the smaller for the larger.
/// </summary>
internal sealed class MutantFinder(SemanticModel model, List<Mutant> found) : CSharpSyntaxWalker
{
    private static readonly Dictionary<SyntaxKind, string> Operators = new()
    {
        [SyntaxKind.AddExpression] = "-", [SyntaxKind.SubtractExpression] = "+",
        [SyntaxKind.MultiplyExpression] = "/", [SyntaxKind.DivideExpression] = "*", [SyntaxKind.ModuloExpression] = "*",
        [SyntaxKind.LessThanExpression] = "<=", [SyntaxKind.LessThanOrEqualExpression] = "<",
        [SyntaxKind.GreaterThanExpression] = ">=", [SyntaxKind.GreaterThanOrEqualExpression] = ">",
        [SyntaxKind.EqualsExpression] = "!=", [SyntaxKind.NotEqualsExpression] = "==",
        [SyntaxKind.LogicalAndExpression] = "||", [SyntaxKind.LogicalOrExpression] = "&&",
    };

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        string text = node.Token.Text;
        if (node.Token.Value is int whole) Add(node, (whole + 1).ToString(CultureInfo.InvariantCulture));
        else if (node.Token.Value is float single) Add(node, single == 0 ? "1f" : $"({text} * 1.05f)");
        else if (node.Token.Value is double number) Add(node, number == 0 ? "1.0" : $"({text} * 1.05)");
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (Operators.TryGetValue(node.Kind(), out string? other) && model.GetTypeInfo(node).Type?.SpecialType != SpecialType.System_String)
            Add(node, $"{node.Left} {other} {node.Right}");
        base.VisitBinaryExpression(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.UnaryMinusExpression) || node.IsKind(SyntaxKind.LogicalNotExpression))
            Add(node, node.Operand.ToString());
        base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Add(node, $"{node.Condition} ? {node.WhenFalse} : {node.WhenTrue}");
        base.VisitConditionalExpression(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        string name = node.Expression.ToString();
        if (name is "Math.Min" or "Math.Max") Add(node, $"Math.{(name == "Math.Min" ? "Max" : "Min")}{node.ArgumentList}");
        base.VisitInvocationExpression(node);
    }

    /// <summary>Words of messages and what only they are made of say nothing about numbers.</summary>
    public override void VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node)
    {
    }

    public override void VisitAttributeList(AttributeListSyntax node)
    {
    }

    private void Add(ExpressionSyntax node, string text) => found.Add(new Mutant(found.Count + 1, node, text, ReachOf(node)));

    private static Reach ReachOf(SyntaxNode node)
    {
        // Behind a switch, a variable that is declared on the way would be left without a value.
        if (node.DescendantNodes().Any(n => n is VariableDesignationSyntax)) return Reach.Compiled;
        foreach (SyntaxNode ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case PatternSyntax or ParameterSyntax or CaseSwitchLabelSyntax or EnumMemberDeclarationSyntax:
                    return Reach.Compiled;
                case LocalDeclarationStatementSyntax local when local.IsConst:
                    return Reach.Compiled;
                case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword):
                    return Reach.Compiled;
                case AnonymousFunctionExpressionSyntax or MethodDeclarationSyntax or AccessorDeclarationSyntax:
                    return Reach.Switched;
                case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return Reach.Loaded;
                case PropertyDeclarationSyntax { Initializer: not null } property when property.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return Reach.Loaded;
                case ConstructorDeclarationSyntax constructor when constructor.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return Reach.Loaded;
            }
        }

        return Reach.Switched;
    }
}
