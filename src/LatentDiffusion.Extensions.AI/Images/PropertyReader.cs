using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Reads additional properties, which are objects of any type, or of JSON.</summary>
/// <param name="properties">The properties.</param>
internal sealed class PropertyReader(AdditionalPropertiesDictionary properties)
{
    /// <summary>A text, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        var other => throw Not(name, other, "a text"),
    };

    /// <summary>A whole number, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public long? Whole(string name)
    {
        object? value = Value(name);
        return value is null ? null
            : long.TryParse(Invariant(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : throw Not(name, value, "a whole number");
    }

    /// <summary>A whole number of 32 bits, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public int? Int(string name) => Whole(name) is not { } value ? null
        : value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw Not(name, value, "a whole number of 32 bits");

    /// <summary>A number, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public double? Real(string name)
    {
        object? value = Value(name);
        return value is null ? null
            : double.TryParse(Invariant(value), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw Not(name, value, "a number");
    }

    /// <summary>A picture, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    /// <exception cref="ImageFormatException">It is damaged, or of a format that is not read.</exception>
    public RgbImage? Picture(string name) => Value(name) switch
    {
        null => null,
        RgbImage image => image,
        byte[] bytes => RgbImage.Decode(bytes),
        ReadOnlyMemory<byte> bytes => RgbImage.Decode(bytes.Span),
        AIContent content => OriginalImages.Decode(content),
        string uri when uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => OriginalImages.Decode(new DataContent(uri)),
        var other => throw Not(name, other, "a picture"),
    };

    private object? Value(string name) => properties.GetValueOrDefault(name) switch
    {
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        var value => value,
    };

    private static string? Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);

    private static ArgumentException Not(string name, object value, string kind) =>
        new(
            $"AdditionalProperties[\"{name}\"] is of type {value.GetType().Name} with the value '{Short(value)}'; it must be {kind}.",
            "options");

    private static string Short(object value) => Invariant(value) is { Length: <= 100 } text ? text : "...";
}
