using System.Globalization;

namespace LatentDiffusion.Runtime;

/// <summary>Options of a provider as ONNX Runtime reads them: text under its own names.</summary>
internal static class ProviderOptions
{
    /// <summary>The options that have a value, under those that the user gave by name.</summary>
    /// <param name="typed">Names and values; null where the provider's default holds.</param>
    /// <param name="named">The user's own, which go before.</param>
    public static Dictionary<string, string> Merge(
        ReadOnlySpan<(string Name, object? Value)> typed, IReadOnlyDictionary<string, string> named)
    {
        Dictionary<string, string> options = new(named, StringComparer.Ordinal);
        foreach (var (name, value) in typed)
            if (value is not null) options.TryAdd(name, Text(value));
        return options;
    }

    private static string Text(object value) =>
        value is bool flag ? flag ? "1" : "0" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
