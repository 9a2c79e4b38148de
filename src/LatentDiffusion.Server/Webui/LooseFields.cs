using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>Fields of an object that are only looked at for whether they ask for something.</summary>
/// <param name="json">The object.</param>
internal readonly struct LooseFields(JsonElement json)
{
    /// <summary>A text; null where there is none, or one that stands for none.</summary>
    public string? Text(string name) =>
        Word(name) is { } text && !text.Equals("None", StringComparison.OrdinalIgnoreCase) ? text : null;

    /// <summary>A text, of which None is one; null where there is none.</summary>
    public string? Word(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A number, also as text; null where there is none.</summary>
    public double? Number(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } value
        && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    /// <summary>Whether a truth value is set, also as number or text.</summary>
    public bool IsTrue(string name) => Find(name) is { } value && LooseBoolean.Parse(value.ToString()) == true;

    /// <summary>Whether a list holds something.</summary>
    public bool Holds(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().Any(item =>
        item.ValueKind != JsonValueKind.Null && item.ToString().Length > 0);

    /// <summary>Whether there is something that is no text.</summary>
    public bool IsOdd(string name) => Find(name) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.String) };

    /// <summary>Whether a truth value is there and not set.</summary>
    public bool IsFalse(string name) => Find(name) is { } value && LooseBoolean.Parse(value.ToString()) == false;

    /// <summary>In any case of letters, as the fields that are read.</summary>
    private JsonElement? Find(string name)
    {
        foreach (JsonProperty field in json.EnumerateObject())
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
        return null;
    }
}
