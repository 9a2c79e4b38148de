using System.Text.Json;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Datasets;

/// <summary>Texts in YAML, in quotes where they would be read as something else.</summary>
internal static partial class YamlText
{
    // What YAML 1.1 reads as true, false and null (https://yaml.org/type/bool.html).
    private static readonly string[] Words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

    /// <summary>A text as a value; a string of JSON is one of YAML.</summary>
    public static string Of(string text) =>
        Plain().IsMatch(text) && !Words.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : JsonSerializer.Serialize(text);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$")]
    private static partial Regex Plain();
}
