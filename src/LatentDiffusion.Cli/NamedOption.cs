using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Cli;

/// <summary>Options whose wrong values are explained by the function that reads them.</summary>
internal static class NamedOption
{
    /// <summary>An option whose value a function reads.</summary>
    /// <param name="name">Name of the option.</param>
    /// <param name="read">Reads the value; its <see cref="ArgumentException"/> is what the user is told.</param>
    /// <param name="description">For the help.</param>
    /// <param name="aliases">Other names.</param>
    public static Option<T> Of<T>(string name, Func<string, T> read, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        CustomParser = result => Read(result, name, () => read(result.Tokens[0].Value)),
    };

    /// <summary>The same for an option that may be given several times.</summary>
    public static Option<T[]> Several<T>(string name, Func<string, T> read, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => [],
        CustomParser = result => Read<T[]>(result, name, () => [.. result.Tokens.Select(token => read(token.Value))]),
    };

    /// <summary>A whole number of 32 bits.</summary>
    public static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Not(text, "a whole number");

    /// <summary>A whole number above 0.</summary>
    public static int? Positive(string text) =>
        Whole(text) is > 0 and var value ? value : throw new ArgumentException($"'{text}' is less than 1.");

    /// <summary>A whole number of 64 bits.</summary>
    public static long? Long(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Not(text, "a whole number of 64 bits");

    /// <summary>A number; its decimal point is a point everywhere.</summary>
    public static double? Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Not(text, "a number");

    /// <summary>Two whole numbers with a character between them, such as 1024x768, or null where the text is something else.</summary>
    public static (int First, int Second)? Pair(string text, char between) =>
        text.Split(between) is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int a)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int b)
            ? (a, b) : null;

    /// <summary>
    /// Refuses options where the one that they belong to is absent. Where pictures are drawn of a file, a conversation or varied values,
    /// that may bring it; each picture's own options are looked at again.
    /// </summary>
    /// <param name="result">What was given.</param>
    /// <param name="needed">The one.</param>
    /// <param name="by">The options.</param>
    public static void Require(CommandResult result, Option needed, params ReadOnlySpan<Option> by)
    {
        if (IsGiven(result, needed) || (GenerateOptions.IsOfOnePicture(needed) && BatchOptions.AreGiven(result))) return;
        foreach (Option option in by)
            if (IsGiven(result, option)) result.AddError($"{option.Name} needs {needed.Name}.");
    }

    /// <summary>Whether an option stands on the command line, rather than has its default.</summary>
    public static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>One of the names of an enumeration; not a number, nor several, which would be combined into another.</summary>
    public static T Name<T>(string text)
        where T : struct, Enum =>
        EnumWord.TryRead(text, out T value)
            ? value
            : throw Not(text, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static T? Read<T>(ArgumentResult result, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            result.AddError($"{name}: {Failures.Explain(e)}");
            return default;
        }
    }

    private static ArgumentException Not(string text, string kind) => new($"'{text}' is not {kind}.");
}
