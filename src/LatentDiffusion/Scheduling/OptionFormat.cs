using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Scheduling;

/// <summary>How the value of an option is written in JSON, and which values are allowed.</summary>
/// <typeparam name="TValue">A type that has null.</typeparam>
/// <param name="Kind">The kind of value in words, for messages.</param>
/// <param name="Read">The value, or null where the JSON is of another kind.</param>
/// <param name="Write">The JSON of a value.</param>
/// <param name="Fault">What is wrong with a value, or null: <c>is 2; it must be from 0 to 1</c>.</param>
internal sealed record OptionFormat<TValue>(
    string Kind, Func<JsonNode, TValue> Read, Func<TValue, JsonNode?> Write, Func<TValue, string?> Fault);

/// <summary>The formats of options.</summary>
internal static class OptionFormat
{
    /// <summary>True or false; a number counts as in Python.</summary>
    public static OptionFormat<bool?> Flag { get; } = new(
        "true or false",
        node => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => ReadNumber(node) is { } number ? number != 0 : null,
        },
        value => value,
        _ => null);

    /// <summary>A number.</summary>
    public static OptionFormat<double?> Number(OptionBounds bounds) =>
        new("a number", ReadNumber, value => WriteNumber(value!.Value), value => Fault(bounds, value!.Value));

    /// <summary>A whole number.</summary>
    public static OptionFormat<int?> Integer(int low, int high)
    {
        OptionBounds bounds = new(low, high);
        return new("a whole number", ReadInteger, value => value, value => Fault(bounds, value!.Value));
    }

    /// <summary>A list of numbers.</summary>
    public static OptionFormat<IReadOnlyList<double>?> Numbers(OptionBounds bounds) => new(
        "a list of numbers",
        node => ReadList(node, ReadNumber),
        list => new JsonArray([.. list!.Select(WriteNumber)]),
        list => list!.Count == 0
            ? "is an empty list"
            : list.Select(value => Fault(bounds, value)).FirstOrDefault(fault => fault is not null));

    /// <summary>A list of whole numbers.</summary>
    public static OptionFormat<IReadOnlyList<int>?> Integers { get; } = new(
        "a list of whole numbers",
        node => ReadList(node, ReadInteger),
        list => new JsonArray([.. list!.Select(value => (JsonNode)value)]),
        _ => null);

    /// <summary>One of the words of an enumeration.</summary>
    public static OptionFormat<TEnum?> Word<TEnum>(OptionWords<TEnum> words)
        where TEnum : struct, Enum => new(
            $"one of {words}",
            node => node is JsonValue value && value.TryGetValue(out string? word) ? words.Find(word) : null,
            value => words.Of(value!.Value),
            value => words.Of(value!.Value) is null ? $"is {value}; it must be one of {words}" : null);

    private static string? Fault(OptionBounds bounds, double value) => bounds.Contains(value)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be {bounds}");

    /// <summary>Infinities and NaN are words, as <see cref="PythonJson"/> quotes them.</summary>
    private static double? ReadNumber(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Number => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.String => PythonJson.Special(node.GetValue<string>()),
        _ => null,
    };

    private static JsonNode? WriteNumber(double value) => double.IsFinite(value) ? value : PythonJson.Word(value);

    private static int? ReadInteger(JsonNode node) =>
        ReadNumber(node) is { } number && number == (int)number ? (int)number : null;

    private static List<T>? ReadList<T>(JsonNode node, Func<JsonNode, T?> read)
        where T : struct
    {
        if (node is not JsonArray array) return null;
        List<T> list = [];
        foreach (JsonNode? element in array)
        {
            if (element is null || read(element) is not { } value) return null;
            list.Add(value);
        }

        return list;
    }
}
