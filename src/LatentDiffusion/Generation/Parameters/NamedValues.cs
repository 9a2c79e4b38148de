using System.Globalization;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Generation;

/// <summary>
/// Fields of a picture's text that hold several named values: <c>style: 0.8, other: 1</c>, as stable-diffusion-webui writes
/// <c>Lora hashes</c>.
/// </summary>
internal static class NamedValues
{
    /// <summary>The text; a name that holds one of the signs between names loses it.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> values) =>
        string.Join(", ", values.Select(v => $"{v.Key.Replace(',', '_').Replace(':', '_')}: {v.Value}"));

    /// <summary>A number as it is read back.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The values in a text, in their order.</summary>
    /// <param name="field">Name of the field, for the message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">It is of another form.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string field, string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            int colon = part.LastIndexOf(':');
            return colon > 0 ? KeyValuePair.Create(part[..colon].TrimEnd(), part[(colon + 1)..].TrimStart())
                : throw new ArgumentException($"'{field}' is '{Shown.Of(text)}'; it must be names with values: name: value, name: value.");
        })];
}
