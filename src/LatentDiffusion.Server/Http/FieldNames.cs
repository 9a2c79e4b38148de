using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>Values of the library's requests by the names that fields of these APIs have, for messages.</summary>
internal static class FieldNames
{
    // What the APIs have beside the other fields, not within a part of the request.
    private static readonly string[] Flat = ["Image", "Inpainting", "Options", "Schedule"];

    /// <summary>A message about a value, and the field that it is about.</summary>
    /// <param name="message">The library's message; it begins with the value's name.</param>
    /// <param name="value">The value's name, as <c>Image.Strength</c>.</param>
    /// <returns>The same by the name of the field (<c>strength</c>); the message as it is where it is about something else.</returns>
    public static (string Message, string? Field) In(string message, string? value)
    {
        if (value is not { Length: > 0 } || !message.StartsWith($"{value} is ", StringComparison.Ordinal)) return (message, null);
        string[] parts = value.Split('.');
        if (parts.Length > 1 && Flat.Contains(parts[0])) parts = parts[1..];
        string field = string.Join('_', parts.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        return (field + message[value.Length..], field);
    }
}
