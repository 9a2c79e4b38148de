using System.Globalization;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Imaging;

/// <summary>
/// Writes and reads the text of <see cref="GenerationParameters"/>, by the rules of <c>create_infotext</c> and
/// <c>parse_generation_parameters</c> (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/master/modules/infotext_utils.py).
/// </summary>
internal static partial class ParametersText
{
    private const string NegativeMark = "Negative prompt:", ExactPrompt = "Exact prompt", ExactNegative = "Exact negative prompt";

    /// <summary>The text.</summary>
    public static string Write(GenerationParameters parameters)
    {
        List<KeyValuePair<string, string>> fields = [.. Fields(parameters)];
        string text = Compose(parameters, fields);
        if (fields.Count < 3) return text;

        var (prompt, negative, _) = Split(text);
        if (prompt != parameters.Prompt) fields.Add(new(ExactPrompt, parameters.Prompt));
        if (negative != parameters.NegativePrompt) fields.Add(new(ExactNegative, parameters.NegativePrompt));
        return Compose(parameters, fields);
    }

    /// <summary>The parameters in a text.</summary>
    public static GenerationParameters Read(string text)
    {
        var (prompt, negative, matches) = Split(text);
        Dictionary<string, string> known = [];
        List<KeyValuePair<string, string>> other = [];
        foreach (Match match in matches)
        {
            string name = match.Groups[1].Value, value = QuotedText.Unquote(match.Groups[2].Value);
            if (IsKnown(name, value)) known[name] = value;
            else other.Add(new(name, value));
        }

        string[]? size = known.GetValueOrDefault("Size")?.Split('x');
        return new GenerationParameters
        {
            Prompt = known.GetValueOrDefault(ExactPrompt, prompt),
            NegativePrompt = known.GetValueOrDefault(ExactNegative, negative),
            Steps = known.TryGetValue("Steps", out string? steps) ? Int(steps) : null,
            Sampler = known.GetValueOrDefault("Sampler"),
            ScheduleType = known.GetValueOrDefault("Schedule type"),
            GuidanceScale = known.TryGetValue("CFG scale", out string? scale) ? Real(scale) : null,
            Seed = known.TryGetValue("Seed", out string? seed) ? long.Parse(seed, CultureInfo.InvariantCulture) : null,
            Width = size is null ? null : Int(size[0]),
            Height = size is null ? null : Int(size[1]),
            Model = known.GetValueOrDefault("Model"),
            Strength = known.TryGetValue("Denoising strength", out string? strength) ? Real(strength) : null,
            Other = other,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(GenerationParameters p)
    {
        if (p.Steps is int steps) yield return new("Steps", Invariant(steps));
        if (p.Sampler is not null) yield return new("Sampler", p.Sampler);
        if (p.ScheduleType is not null) yield return new("Schedule type", p.ScheduleType);
        if (p.GuidanceScale is double scale) yield return new("CFG scale", Invariant(scale));
        if (p.Seed is long seed) yield return new("Seed", Invariant(seed));
        if (p.Width is int width && p.Height is int height) yield return new("Size", $"{Invariant(width)}x{Invariant(height)}");
        if (p.Model is not null) yield return new("Model", p.Model);
        if (p.Strength is double strength) yield return new("Denoising strength", Invariant(strength));
        foreach (KeyValuePair<string, string> field in p.Other)
        {
            if (!Name().IsMatch(field.Key)) throw new ArgumentException($"'{field.Key}' cannot be the name of a field.");
            yield return field;
        }
    }

    private static string Compose(GenerationParameters parameters, List<KeyValuePair<string, string>> fields)
    {
        string negative = parameters.NegativePrompt.Length == 0 ? "" : $"\n{NegativeMark} {parameters.NegativePrompt}";
        string last = string.Join(", ", fields.Select(field => $"{field.Key}: {QuotedText.Quote(field.Value)}"));
        return $"{parameters.Prompt}{negative}\n{last}".Trim();
    }

    private static (string Prompt, string Negative, IReadOnlyCollection<Match> Fields) Split(string text)
    {
        List<string> lines = [.. text.Trim().Split('\n').Select(line => line.Trim())];
        IReadOnlyCollection<Match> fields = Field().Matches(lines[^1]);
        if (fields.Count < 3) fields = [];
        else lines.RemoveAt(lines.Count - 1);

        List<string> prompt = [], negative = [], current = prompt;
        foreach (string line in lines)
        {
            bool marked = line.StartsWith(NegativeMark, StringComparison.Ordinal);
            if (marked) current = negative;
            string content = marked ? line[NegativeMark.Length..].Trim() : line;
            if (current.Count > 0 || content.Length > 0) current.Add(content); // empty lines at the start do not count
        }

        return (string.Join('\n', prompt), string.Join('\n', negative), fields);
    }

    private static bool IsKnown(string name, string value) => name switch
    {
        "Sampler" or "Schedule type" or "Model" or ExactPrompt or ExactNegative => true,
        "Steps" => int.TryParse(value, CultureInfo.InvariantCulture, out _),
        "Seed" => long.TryParse(value, CultureInfo.InvariantCulture, out _),
        "CFG scale" or "Denoising strength" => double.TryParse(value, CultureInfo.InvariantCulture, out _),
        "Size" => value.Split('x') is [string w, string h] && int.TryParse(w, CultureInfo.InvariantCulture, out _)
            && int.TryParse(h, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static string Invariant<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static int Int(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    private static double Real(string value) => double.Parse(value, CultureInfo.InvariantCulture);

    // webui's re_param, with a bound on the name so that hostile text costs linear time.
    [GeneratedRegex("""(\w[\w \-/]{1,63}):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""")]
    private static partial Regex Field();

    [GeneratedRegex("""^\w[\w \-/]{1,63}\z""")]
    private static partial Regex Name();
}
