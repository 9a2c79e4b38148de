using System.Text.Json;

namespace LatentDiffusion.Evaluation;

/// <summary>How results are written as JSON.</summary>
internal static class JsonNumbers
{
    /// <summary>Indented, with the characters of prompts as they are.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON knows no infinity: null stands for it.</summary>
    public static double? Of(double value) => double.IsFinite(value) ? value : null;
}
