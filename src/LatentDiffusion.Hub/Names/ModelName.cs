using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LatentDiffusion.Hub;

/// <summary>A name that a model goes by, taken apart.</summary>
/// <remarks>
/// Of the Hugging Face hub: <c>org/name</c>, <c>org/name@revision</c>, <c>hf://org/name@revision/folder/file.safetensors</c>, and the
/// addresses of its pages. Of Civitai: <c>civitai:VERSION</c>, <c>civitai:MODEL@VERSION</c>, <c>civitai:HASH</c> (10, 12 or 64 hexadecimal
/// digits), <c>urn:air:sdxl:checkpoint:civitai:MODEL@VERSION</c>, and the addresses of its pages.
/// </remarks>
public sealed record ModelName
{
    internal ModelName()
    {
    }

    /// <summary>Who publishes it.</summary>
    public required ModelSource Source { get; init; }

    /// <summary>Name of the repository, <c>org/name</c> or <c>name</c>; empty for Civitai.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Branch, tag or commit, or null for the main branch.</summary>
    public string? Revision { get; init; }

    /// <summary>A folder or <c>.safetensors</c> file in the repository, or null for all of it.</summary>
    public string? Path { get; init; }

    /// <summary>Civitai's number of the model, or null where only the version is named.</summary>
    public long? ModelId { get; init; }

    /// <summary>Civitai's number of the version, or null for the newest or one that is named by a hash.</summary>
    public long? VersionId { get; init; }

    /// <summary>A hash of the file on Civitai in upper case, or null.</summary>
    public string? Hash { get; init; }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name, in one of the forms above.</param>
    /// <exception cref="ArgumentException">It has none of them; the message says which rule it breaks.</exception>
    public static ModelName Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return ModelNameParser.Parse(text);
    }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">What it says.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ModelName? name)
    {
        name = null;
        if (string.IsNullOrWhiteSpace(text)) return false;
        try
        {
            name = ModelNameParser.Parse(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a text says by its form that it names a model elsewhere, whatever files there are: it begins with <c>hf://</c>,
    /// <c>civitai:</c>, <c>urn:air:</c>, <c>hf.co/</c>, <c>https://</c> or <c>http://</c>.
    /// </summary>
    public static bool IsExplicit(string text) => ModelNameParser.Schemes.Any(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name in its shortest form.</summary>
    public override string ToString()
    {
        if (Source == ModelSource.HuggingFace)
            return Repository + (Revision is null ? "" : $"@{Revision}") + (Path is null ? "" : $"/{Path}");
        string version = VersionId?.ToString(CultureInfo.InvariantCulture) ?? "";
        string model = ModelId?.ToString(CultureInfo.InvariantCulture) ?? "";
        return "civitai:" + (Hash ?? (model.Length == 0 ? version : version.Length == 0 ? $"model:{model}" : $"{model}@{version}"));
    }
}
