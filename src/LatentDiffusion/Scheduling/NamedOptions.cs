using System.Text.Json;
using System.Text.Json.Nodes;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Scheduling;

/// <summary>Options behind the name of a scheduler: <c>lcm:original_inference_steps=50,timestep_scaling=5</c>.</summary>
internal static class NamedOptions
{
    /// <summary>The name, and the options where there are some.</summary>
    /// <exception cref="ArgumentException">An option cannot be read; the message names it.</exception>
    public static (string Name, SchedulerOptions? Options) Split(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return (text, null);
        SchedulerOptions options = SchedulerOptions.Empty;
        foreach (string item in Items(text[(colon + 1)..])) options = Read(item, options);
        return (text[..colon], options);
    }

    private static SchedulerOptions Read(string item, SchedulerOptions options)
    {
        int equals = item.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new ArgumentException($"'{Shown.Of(item)}' is not an option of a scheduler: name=value.");
        string name = item[..equals].Trim().Replace('-', '_');
        SchedulerOption option = Option.Find(name) ?? throw new ArgumentException(
            $"no scheduler knows the option '{Shown.Of(name)}'. Near to it are: "
            + $"{string.Join(", ", Spelling.Nearest(name, Option.All.Select(o => o.Name)).Take(3))}.");
        try
        {
            return option.Read(Value(item[(equals + 1)..].Trim()), options);
        }
        catch (Exception e) when (e is ModelFormatException or InvalidOperationException) // of a text that is half of a surrogate pair
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>A value as a file has it; a word may stand without quotes.</summary>
    private static JsonNode Value(string text)
    {
        try
        {
            return JsonNode.Parse(PythonJson.QuoteSpecials(text.ToLowerInvariant() is "true" or "false" ? text.ToLowerInvariant() : text))
                ?? JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    /// <summary>What is between commas, but for those within the brackets of a list.</summary>
    private static IEnumerable<string> Items(string text)
    {
        int begin = 0, depth = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '[') depth++;
            if (i < text.Length && text[i] is ']') depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0)) continue;
            if (i > begin) yield return text[begin..i];
            begin = i + 1;
        }
    }
}
