using System.Text;
using LatentDiffusion.Prompts;

namespace LatentDiffusion;

/// <summary>
/// Prompts with choices in them, which a seed decides: <c>a {red|green} apple</c>, and <c>a __colour__ apple</c> for a line of
/// <c>colour.txt</c>. The syntax is that of https://github.com/adieyal/sd-dynamic-prompts:
/// <c>{2$$a|b|c}</c> takes two, <c>{1-3$$ and $$a|b|c}</c> one to three with "and" between, <c>{3::a|b}</c> takes a three times as often;
/// choices nest, and lines of lists may hold choices. <c>\{</c> is a brace; braces without a bar between stay.
/// </summary>
public sealed class PromptTemplate
{
    private const int DeepestChoice = 32, LongestPrompt = 100_000;
    private const string Wildcard = "__";

    private readonly WildcardFolder? _folder;

    /// <summary>Prepares.</summary>
    /// <param name="wildcards">Folder of lists, one choice a line; default null: <c>__name__</c> is text.</param>
    /// <exception cref="ArgumentException">There is no such folder.</exception>
    public PromptTemplate(string? wildcards = null)
    {
        if (wildcards is not null && !Directory.Exists(wildcards))
            throw new ArgumentException($"{wildcards}: there is no such folder of lists.", nameof(wildcards));
        _folder = wildcards is null ? null : new WildcardFolder(wildcards);
    }

    /// <summary>Whether a prompt has choices.</summary>
    /// <param name="prompt">The prompt.</param>
    public bool HasChoices(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        for (int i = 0; i < prompt.Length; i++)
        {
            if (prompt[i] == '\\') i++;
            else if (ChoiceAt(prompt, i) is not null || WildcardAt(prompt, i) is not null) return true;
        }

        return false;
    }

    /// <summary>The prompt with each choice made.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="seed">What decides; the same seed chooses the same, on every machine.</param>
    /// <exception cref="ArgumentException">A list is not there, or choices nest without end.</exception>
    /// <exception cref="IOException">A list cannot be read.</exception>
    public string Expand(string prompt, long seed)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return HasChoices(prompt) ? Expand(prompt, new SeededChoice(seed), 0) : prompt;
    }

    private string Expand(string prompt, SeededChoice random, int depth)
    {
        if (depth > DeepestChoice) throw new ArgumentException($"The choices of the prompt nest more than {DeepestChoice} times.");
        StringBuilder text = new(prompt.Length);
        for (int i = 0; i < prompt.Length; i++)
        {
            if (prompt[i] == '\\' && i + 1 < prompt.Length && prompt[i + 1] is '{' or '}')
            {
                text.Append(prompt[++i]);
            }
            else if (prompt[i] == '\\' && i + 1 < prompt.Length)
            {
                text.Append(prompt[i]).Append(prompt[++i]); // of the weighted syntax
            }
            else if (ChoiceAt(prompt, i) is var (alternatives, end))
            {
                text.AppendJoin(alternatives.Between, alternatives.Take(random).Select(taken => Expand(taken, random, depth + 1)));
                i = end;
            }
            else if (WildcardAt(prompt, i) is { } name)
            {
                string[] lines = _folder!.Lines(name);
                text.Append(Expand(lines[random.Below(lines.Length)], random, depth + 1));
                i += name.Length + 2 * Wildcard.Length - 1;
            }
            else
            {
                text.Append(prompt[i]);
            }

            if (text.Length > LongestPrompt)
                throw new ArgumentException($"The prompt has more than {LongestPrompt} characters once chosen.");
        }

        return text.ToString();
    }

    /// <summary>The choice that begins at a brace, and where it ends; null where none does.</summary>
    private static (Alternatives Alternatives, int End)? ChoiceAt(string prompt, int begin)
    {
        if (prompt[begin] != '{') return null;
        int depth = 0;
        for (int i = begin; i < prompt.Length; i++)
        {
            if (prompt[i] == '\\') i++;
            else if (prompt[i] == '{') depth++;
            else if (prompt[i] == '}' && --depth == 0)
                return Alternatives.Read(prompt[(begin + 1)..i]) is { } alternatives ? (alternatives, i) : null;
        }

        return null;
    }

    /// <summary>The name between underscores that begin here; null where none does, or there is no folder.</summary>
    private string? WildcardAt(string prompt, int begin)
    {
        if (_folder is null || string.CompareOrdinal(prompt, begin, Wildcard, 0, Wildcard.Length) != 0) return null;
        int from = begin + Wildcard.Length, end = prompt.IndexOf(Wildcard, from, StringComparison.Ordinal);
        if (end <= from) return null;
        string name = prompt[from..end];
        if (name[0] is '_' or ' ' || name[^1] is '_' or ' ') return null; // lines to be filled in, in a text about forms
        return name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '/' or '.' or ' ') ? name : null;
    }
}
