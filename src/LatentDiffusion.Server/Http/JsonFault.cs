using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>What is wrong with JSON, in words of the client: .NET's name the types that the server reads it into.</summary>
internal static partial class JsonFault
{
    private const string Code = "invalid_json";

    /// <summary>What is wrong.</summary>
    public static Fault Of(JsonException error)
    {
        if (Conversion.Match(error.Message) is not { Success: true } match)
            return new(StatusCodes.Status400BadRequest, Code, $"The body is not the JSON it must be: {error.Message}");
        string path = error.Path ?? "$", expected = Expected(match.Groups["type"].Value);
        return path.StartsWith("$.", StringComparison.Ordinal)
            ? new(StatusCodes.Status400BadRequest, Code, $"{path[2..]} must be {expected}.", path[2..])
            : new(StatusCodes.Status400BadRequest, Code, $"The body is not the JSON it must be: {path} must be {expected}.");
    }

    [GeneratedRegex(@"could not be converted to (?<type>\S+?)\.( |$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Conversion { get; }

    private static string Expected(string type)
    {
        (string Type, string Word)[] words =
        [
            ("System.Collections", "a list"), ("System.Int", "an integer"), ("System.Double", "a number"),
            ("System.Boolean", "true or false"), ("System.String", "a text"),
        ];
        foreach (var (name, word) in words)
            if (type.Contains(name, StringComparison.Ordinal)) return word; // also within that of a type that may be null
        return "an object";
    }
}
