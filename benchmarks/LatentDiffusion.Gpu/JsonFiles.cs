using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Gpu;

/// <summary>Results as JSON, with the names that Python reads.</summary>
internal static class JsonFiles
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    /// <summary>One line.</summary>
    public static string ToLine<T>(T value) => JsonSerializer.Serialize(value, Line);

    /// <summary>Reads one line.</summary>
    public static T FromLine<T>(string line) => JsonSerializer.Deserialize<T>(line, Line)!;

    /// <summary>Writes a file at once: it is there whole, or not.</summary>
    public static void Write<T>(FileInfo file, T value)
    {
        file.Directory!.Create();
        AtomicFile.Write(file.FullName, JsonSerializer.SerializeToUtf8Bytes(value, Indented));
    }
}
