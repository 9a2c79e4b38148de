using System.Globalization;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Generation;

/// <summary>One value of a request in the text of a picture: its name there, and both ways.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Write">The text of the value, or null where it need not be told.</param>
/// <param name="Read">The request with the value of a text, or null where it is not one.</param>
internal sealed record RequestField(
    string Name, Func<GenerationRequest, string?> Write, Func<GenerationRequest, string, GenerationRequest?> Read)
{
    /// <summary>A number that is told unless it is the usual one.</summary>
    public static RequestField Number(
        string name, double usual, Func<GenerationRequest, double> get, Func<GenerationRequest, double, GenerationRequest> set) => new(
            name,
            r => get(r).Equals(usual) ? null : NamedValues.Number(get(r)),
            (r, text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? set(r, value) : null);

    /// <summary>A whole number that is told where it is set.</summary>
    public static RequestField Whole(
        string name, Func<GenerationRequest, int?> get, Func<GenerationRequest, int, GenerationRequest> set) => new(
            name,
            r => get(r)?.ToString(CultureInfo.InvariantCulture),
            (r, text) => int.TryParse(text, CultureInfo.InvariantCulture, out int value) ? set(r, value) : null);

    /// <summary>A switch that is told where it is on.</summary>
    public static RequestField Switch(
        string name, Func<GenerationRequest, bool> get, Func<GenerationRequest, bool, GenerationRequest> set) => new(
            name, r => get(r) ? "True" : null, (r, text) => bool.TryParse(text, out bool value) ? set(r, value) : null);

    /// <summary>A list of numbers, with spaces between them.</summary>
    public static RequestField Numbers(
        string name,
        Func<GenerationRequest, IReadOnlyList<double>?> get,
        Func<GenerationRequest, IReadOnlyList<double>, GenerationRequest> set) => new(
            name,
            r => get(r) is { } list ? string.Join(' ', list.Select(NamedValues.Number)) : null,
            (r, text) =>
            {
                List<double> list = [];
                foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!double.TryParse(part, CultureInfo.InvariantCulture, out double value)) return null;
                    list.Add(value);
                }

                return set(r, list);
            });

    /// <summary>A request with the value of a text.</summary>
    /// <exception cref="ArgumentException">It is not one; the message names both.</exception>
    public GenerationRequest ReadInto(GenerationRequest request, string text) => Read(request, text)
        ?? throw new ArgumentException($"'{Name}' is '{Shown.Of(text)}', which cannot be read.");
}
