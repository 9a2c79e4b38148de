using System.Text.Encodings.Web;
using System.Text.Json;

namespace LatentDiffusion.Imaging;

/// <summary>
/// Quoting of field values in <see cref="GenerationParameters"/>. webui quotes (as JSON) what has a comma, a newline or a colon. Here the
/// values are quoted too that its parser would not give back otherwise: empty ones, and those with a quote in front or blanks at an end.
/// </summary>
internal static class QuotedText
{
    /// <summary>The value as it stands in the text.</summary>
    public static string Quote(string value)
    {
        bool plain = value.Length > 0 && value[0] != '"' && value.AsSpan().Trim().Length == value.Length
            && !value.Any(c => c is ',' or ':' || char.IsControl(c));
        return plain ? value : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"";
    }

    /// <summary>The value that stands in the text; what is not quoted, or quoted wrongly, stands for itself.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return text;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.GetString()!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return text;
        }
    }
}
