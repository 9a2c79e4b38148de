using System.Text.RegularExpressions;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Reads the grammar of prompt schedules:
/// <code>
/// start      = (prompt | one of []():)*
/// prompt     = (emphasized | scheduled | alternate | plain)*
/// emphasized = "(" prompt ")" | "(" prompt ":" prompt ")" | "[" prompt "]"
/// scheduled  = "[" (prompt ":")? prompt ":" number "]"
/// alternate  = "[" prompt ("|" prompt)+ "]"
/// </code>
/// A bracket that can begin one of the three does; else, outside of them all, it is text.
/// </summary>
/// <remarks>
/// Brackets are tried from the last to the first, so that what is inside one is known already: that takes linear time, because a bracket
/// that cannot be closed ends every attempt to read past it.
/// </remarks>
internal sealed partial class PromptScheduleParser
{
    private const int DeepestNesting = 200;

    private readonly string _prompt;
    private readonly List<Range> _tokens = [];
    private readonly (PromptNode Node, int End)?[] _brackets;

    private PromptScheduleParser(string prompt)
    {
        _prompt = prompt;
        foreach (ValueMatch match in Token().EnumerateMatches(prompt)) _tokens.Add(match.Index..(match.Index + match.Length));
        _brackets = new (PromptNode, int)?[_tokens.Count];
        for (int i = _tokens.Count - 1; i >= 0; i--)
        {
            (PromptNode Node, int End)? bracket = Symbol(i) switch { '(' => ReadRound(i), '[' => ReadSquare(i), _ => null };
            if (bracket?.Node.Depth <= DeepestNesting) _brackets[i] = bracket;
        }
    }

    /// <summary>The prompt as a tree; null when it is against the grammar.</summary>
    public static PromptNode? Parse(string prompt)
    {
        var parser = new PromptScheduleParser(prompt);
        var nodes = new List<PromptNode>();
        for (int i = 0; ; i++)
        {
            nodes.AddRange(parser.ReadPrompt(ref i).Nodes);
            if (i == parser._tokens.Count) break;
            if (parser.Symbol(i) == '|') return null;
            nodes.Add(parser.Text(i, i + 1));
        }
        // A backslash with nothing to escape is no token, so that the tokens do not cover the prompt.
        return parser._tokens.Sum(t => t.End.Value - t.Start.Value) == prompt.Length ? new PromptNode.Sequence(nodes) : null;
    }

    private PromptNode.Sequence ReadPrompt(ref int at)
    {
        var nodes = new List<PromptNode>();
        while (at < _tokens.Count)
        {
            if (Symbol(at) is null) nodes.Add(Text(at, ++at));
            else if (_brackets[at] is { } bracket)
            {
                nodes.Add(bracket.Node);
                at = bracket.End;
            }
            else break;
        }
        return new(nodes);
    }

    private (PromptNode Node, int End)? ReadRound(int start)
    {
        int at = start + 1;
        List<PromptNode> nodes = [Text(start, at), ReadPrompt(ref at)];
        if (Symbol(at) == ':')
        {
            nodes.Add(Text(at, ++at));
            nodes.Add(ReadPrompt(ref at));
        }
        return Symbol(at) == ')' ? Bracket(nodes, at) : null;
    }

    private (PromptNode Node, int End)? ReadSquare(int start)
    {
        int at = start + 1;
        PromptNode.Sequence first = ReadPrompt(ref at);
        switch (Symbol(at))
        {
            case ']':
                return Bracket([Text(start, start + 1), first], at);
            case '|':
                List<PromptNode> options = [first];
                while (Symbol(at) == '|')
                {
                    at++;
                    options.Add(ReadPrompt(ref at));
                }
                return Symbol(at) == ']' ? (new PromptNode.Alternate(options), at + 1) : null;
            case ':' when Number(at + 1) is { } when:
                return (new PromptNode.Scheduled(null, first, when), at + 3);
            case ':':
                at++;
                PromptNode.Sequence second = ReadPrompt(ref at);
                return Symbol(at) == ':' && Number(at + 1) is { } then ? (new PromptNode.Scheduled(first, second, then), at + 3) : null;
            default:
                return null;
        }
    }

    private (PromptNode Node, int End) Bracket(List<PromptNode> nodes, int close) =>
        (new PromptNode.Bracket(new([.. nodes, Text(close, close + 1)])), close + 1);

    // The number that stands alone between a colon and the closing bracket.
    private string? Number(int at) =>
        Symbol(at + 1) == ']' && Symbol(at) is null && When().Match(_prompt[_tokens[at]]) is { Success: true } match
            ? match.Groups[1].Value
            : null;

    private char? Symbol(int token) =>
        token < _tokens.Count && _prompt[_tokens[token].Start] is '(' or ')' or '[' or ']' or ':' or '|'
            ? _prompt[_tokens[token].Start]
            : null;

    private PromptNode.Plain Text(int from, int to) => new(_prompt[_tokens[from].Start.._tokens[to - 1].End]);

    [GeneratedRegex(@"(?>(?:[^\\\[\]():|]+|\\[^\n])+)|[\[\]():|]")]
    private static partial Regex Token();

    [GeneratedRegex(
        @"^[\s\x1C-\x1F]*"
        + @"([+-]?(?:[0-9]+[eE][+-]?[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+))"
        + @"[\s\x1C-\x1F]*\z")]
    private static partial Regex When();
}
