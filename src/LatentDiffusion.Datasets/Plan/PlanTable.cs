using System.Globalization;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Serialization;

namespace LatentDiffusion.Datasets;

/// <summary>A table of a plan, read key by key; what was not asked for in the end is a mistake of its author.</summary>
internal sealed class PlanTable
{
    private readonly TomlTable _table;
    private readonly TomlMetadataStore _lines;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _name;

    private PlanTable(string file, string name, TomlTable table, TomlMetadataStore lines, int line) =>
        (File, _name, _table, _lines, Line) = (file, name, table, lines, line);

    /// <summary>The plan.</summary>
    public string File { get; }

    /// <summary>Where the table begins, from 1.</summary>
    public int Line { get; }

    /// <summary>The keys that are there.</summary>
    public IEnumerable<string> Keys => _table.Keys;

    /// <summary>Reads the text of a plan.</summary>
    /// <exception cref="PlanException">It is not TOML.</exception>
    public static PlanTable Parse(string file, string text)
    {
        TomlMetadataStore lines = new();
        try
        {
            SyntaxParser.ParseStrict(text, file, validate: true); // which finds what is said twice
            TomlTable table = TomlSerializer.Deserialize<TomlTable>(text, new TomlSerializerOptions { MetadataStore = lines })!;
            return new PlanTable(file, "the plan", table, lines, 1);
        }
        catch (TomlException e)
        {
            throw new PlanException(file, e.Line ?? 0, $"the file is not TOML: {e.Message}", e);
        }
    }

    /// <summary>Whether a key is there; it counts as asked for.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _table.ContainsKey(key);
    }

    /// <summary>The line of a key, or of the table where it is not there.</summary>
    public int LineOf(string key) =>
        LineIn(_table, key) ?? Line;

    /// <summary>What breaks a rule.</summary>
    public PlanException Fault(string key, string rule) => new(File, LineOf(key), $"'{Shown.Of(key)}' {rule}.");

    /// <summary>Fails where a rule is broken.</summary>
    public void Require(bool holds, string key, string rule)
    {
        if (!holds) throw Fault(key, rule);
    }

    /// <summary>Fails where there is a key that nobody asked for.</summary>
    public void RequireAllRead()
    {
        foreach (string key in _table.Keys)
            if (!_asked.Contains(key))
                throw Fault(key, $"is not a key of {_name}; its keys are {Listing.Of([.. _asked.Order(StringComparer.Ordinal)], 40)}");
    }

    /// <summary>A value of any kind, or null.</summary>
    public object? Value(string key) => Has(key) ? _table[key] : null;

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => Value(key) switch
    {
        null => null,
        string text => text,
        var other => throw Fault(key, $"must be a text, not {Kind(other)}"),
    };

    /// <summary>A text that must be there and not be empty.</summary>
    public string RequiredText(string key) => Text(key) is { Length: > 0 } text ? text
        : throw Fault(key, $"must be in {_name}, and not be empty");

    /// <summary>A number, or null.</summary>
    public double? Number(string key) => Value(key) is { } value ? NumberOf(key, value) : null;

    /// <summary>A number between two others, or null.</summary>
    public double? Number(string key, double least, double most)
    {
        if (Number(key) is not { } number) return null;
        Require(number >= least && number <= most, key, FormattableString.Invariant($"is {number}; it must be from {least} to {most}"));
        return number;
    }

    /// <summary>A whole number between two others, or null.</summary>
    public long? Whole(string key, long least, long most) => Value(key) switch
    {
        null => null,
        long number when number >= least && number <= most => number,
        long number => throw Fault(key, FormattableString.Invariant($"is {number}; it must be from {least} to {most}")),
        var other => throw Fault(key, $"must be a whole number, not {Kind(other)}"),
    };

    /// <summary>The value of an enumeration whose name stands there, in upper or lower case, or null.</summary>
    public T? Name<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        return EnumWord.TryRead(text, out T value) ? value : throw Fault(key, $"is '{Shown.Of(text)}'; it must be one of {Names<T>()}");
    }

    /// <summary>The names of an enumeration, for messages.</summary>
    public static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));

    /// <summary>A table, or null.</summary>
    public PlanTable? Table(string key) => Value(key) switch
    {
        null => null,
        TomlTable table => Inner(key, table, LineOf(key)),
        var other => throw Fault(key, $"must be a table, not {Kind(other)}"),
    };

    /// <summary>The values of an array, or the one value that stands in its place.</summary>
    public IReadOnlyList<object> Values(string key) => Value(key) switch
    {
        null => [],
        TomlArray array => [.. array.Select(v => v!)],
        TomlTableArray tables => [.. tables],
        var one => [one],
    };

    /// <summary>A table that stands in an array.</summary>
    public PlanTable Inner(string key, TomlTable table, int? line = null)
    {
        int first = line ?? table.Keys.Select(k => LineIn(table, k)).FirstOrDefault(l => l is not null) ?? LineOf(key);
        return new PlanTable(File, $"'{key}'", table, _lines, first);
    }

    private int? LineIn(TomlTable table, string key) =>
        _lines.TryGetProperties(table, out TomlPropertiesMetadata? known) && known is not null
        && known.TryGetProperty(key, out TomlPropertyMetadata? found) && found is not null ? found.Span.Start.Line + 1 : null;

    /// <summary>A number that stands for a key or within its value.</summary>
    public double NumberOf(string key, object value) => value switch
    {
        long whole => whole,
        double number when double.IsFinite(number) => number,
        double number => throw Fault(key, FormattableString.Invariant($"is {number}; it must be finite")),
        _ => throw Fault(key, $"must be a number, not {Kind(value)}"),
    };

    /// <summary>What a value is, for messages.</summary>
    public static string Kind(object value) => value switch
    {
        string text => $"the text '{Shown.Of(text, 40)}'",
        long or double => $"the number {Convert.ToString(value, CultureInfo.InvariantCulture)}",
        bool flag => flag ? "true" : "false",
        TomlTable => "a table",
        TomlArray or TomlTableArray => "a list",
        _ => "a date",
    };
}
