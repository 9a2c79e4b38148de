using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>A text with places in braces: <c>a {colour} {class}</c>; <c>{{</c> and <c>}}</c> stand for braces.</summary>
internal sealed class PromptTemplate
{
    /// <summary>The place of the class.</summary>
    public const string ClassPlace = "class";

    private readonly List<(string Literal, string? Place)> _parts = [];

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">A brace has no partner; the message is a rule.</exception>
    public PromptTemplate(string text)
    {
        Text = text;
        StringBuilder literal = new();
        for (int i = 0; i < text.Length; i++)
        {
            bool doubled = i + 1 < text.Length && text[i + 1] == text[i];
            if (text[i] is '{' or '}' && doubled) literal.Append(text[i++]);
            else if (text[i] == '}') throw new FormatException("has a '}' without a '{'; '}}' stands for a brace");
            else if (text[i] != '{') literal.Append(text[i]);
            else
            {
                int end = text.IndexOf('}', i);
                if (end < 0) throw new FormatException("has a '{' without a '}'; '{{' stands for a brace");
                _parts.Add((literal.ToString(), text[(i + 1)..end].Trim()));
                literal.Clear();
                i = end;
            }
        }

        _parts.Add((literal.ToString(), null));
        Places = [.. _parts.Select(p => p.Place).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The text, as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the places, each once, in their order.</summary>
    public IReadOnlyList<string> Places { get; }

    /// <summary>Puts values into the places.</summary>
    public string Fill(Func<string, string> value)
    {
        StringBuilder text = new();
        foreach (var (literal, place) in _parts) text.Append(literal).Append(place is null ? "" : value(place));
        return text.ToString();
    }
}
