using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Cli;

/// <summary>What pictures say of how they were made, on standard output.</summary>
internal static class InfoReport
{
    private const string DrawnBy = "marked as drawn by";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a picture.</summary>
    public static (string Path, GenerationParameters? Parameters, ImageOrigin? Origin) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        try
        {
            string? text = ImageMetadata.ReadParameters(file);
            return (path, text is null ? null : GenerationParameters.Parse(text), ImageMetadata.ReadOrigin(file));
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes one line for each value.</summary>
    public static void Write(IReadOnlyList<(string Path, GenerationParameters? Parameters, ImageOrigin? Origin)> pictures)
    {
        bool isFirst = true;
        foreach (var (path, parameters, origin) in pictures)
        {
            if (!isFirst) Console.Out.WriteLine();
            isFirst = false;
            Line("picture", path);
            if (parameters is null) Line("made", "the picture does not say how");
            foreach (var (name, value) in parameters is null ? [] : Fields(parameters)) Line(name, value);
            if (origin?.AiSystem is { } system) Line(DrawnBy, system);
        }
    }

    /// <summary>Writes a list of objects, whose own fields go before those that a file has under the same names.</summary>
    public static void WriteJson(IReadOnlyList<(string Path, GenerationParameters? Parameters, ImageOrigin? Origin)> pictures)
    {
        JsonArray all = [.. pictures.Select(p =>
        {
            JsonObject json = new() { ["picture"] = p.Path };
            foreach (var (name, value) in p.Parameters is null ? [] : Fields(p.Parameters)) json.TryAdd(name, value);
            if (p.Origin?.AiSystem is { } system) json.TryAdd(DrawnBy, system);
            return (JsonNode)json;
        })];
        Console.Out.WriteLine(all.ToJsonString(Readable));
    }

    /// <summary>All fields, by the names of the options that set them where there are some.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(GenerationParameters p)
    {
        yield return ("prompt", p.Prompt);
        if (p.NegativePrompt.Length > 0) yield return ("negative", p.NegativePrompt);
        if (p.Seed is { } seed) yield return ("seed", Text(seed));
        if (p.Steps is { } steps) yield return ("steps", Text(steps));
        if (p.Sampler is { } sampler) yield return ("scheduler", p.ScheduleType is { } type ? $"{sampler}, {type}" : sampler);
        if (p.GuidanceScale is { } guidance) yield return ("guidance", Text(guidance));
        if (p.Width is { } width && p.Height is { } height) yield return ("size", $"{Text(width)}x{Text(height)}");
        if (p.Strength is { } strength) yield return ("strength", Text(strength));
        if (p.Model is { } model) yield return ("model", model);
        foreach (var (name, value) in p.Other) yield return (name, value);
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Line(string name, string value)
    {
        const int Width = 22;
        Console.Out.WriteLine($"{name.PadRight(Width)} {value.ReplaceLineEndings("\n" + new string(' ', Width + 1))}");
    }
}
