namespace LatentDiffusion.Hub;

/// <summary>
/// Civitai's names for models of all sources
/// (https://github.com/civitai/civitai/wiki/AIR-%E2%80%90-Uniform-Resource-Names-for-AI):
/// <c>urn:air:{ecosystem}:{type}:{source}:{id}@{version}:{layer}.{format}</c>.
/// </summary>
internal static class AirName
{
    /// <summary>Reads what follows <c>urn:air:</c>.</summary>
    /// <exception cref="FormatException">It is no such name, or of a source that is not known here.</exception>
    public static ModelName Parse(string text)
    {
        string[] parts = text.Split(':', 5);
        if (parts.Length != 4 || parts.Any(p => p.Length == 0))
            throw new FormatException("an AIR is urn:air:ecosystem:type:source:id@version, here without a layer.");
        string id = WithoutFormat(parts[3]);
        return parts[2].ToLowerInvariant() switch
        {
            "civitai" => id.Split('@') is [var model, var version]
                ? CivitaiName.Of(CivitaiName.Number(model), CivitaiName.Number(version))
                : CivitaiName.Of(CivitaiName.Number(id), null),
            "huggingface" => ModelNameParser.Repository(parts[3]),
            var other => throw new FormatException($"the source '{other}' is not known; civitai and huggingface are."),
        };
    }

    private static string WithoutFormat(string id) => id.Split('.', 2)[0];
}
