using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Imaging;

namespace LatentDiffusion.Generation;

/// <summary>What else than the request decides on pixels, in the text of a picture: the model, its adapters, and how it computes.</summary>
internal static class PipelineFields
{
    /// <summary>What the text of a picture of this library says in the field <c>Version</c>, before its version.</summary>
    public const string VersionPrefix = LibraryVersion.Name + " ";

    /// <summary>Name of the field with the model's hash.</summary>
    public const string Hash = "Model hash";

    private const string Precisions = "Precision", Tiling = "VAE tiling", Fusing = "Fused operators";

    /// <summary>The fields that come before those of the request.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(
        PipelineOptions options, string? hash, IReadOnlyList<LoadedAdapter> adapters, IReadOnlyList<LoadedAdapter> tagged)
    {
        if (hash is not null) yield return new(Hash, hash);
        if (options.Precision != Precision.Auto) yield return new(Precisions, options.Precision.ToString());
        if (options.Provider != ExecutionProviders.Cpu) yield return new("Provider", options.Provider.Name);
        if (options.VaeTiling != VaeTiling.Auto) yield return new(Tiling, options.VaeTiling.ToString());
        if (!options.FusesOperators) yield return new(Fusing, "False");
        if (adapters.Count > 0)
            yield return new("Loras", NamedValues.Write(adapters.Select(a => KeyValuePair.Create(a.Name, NamedValues.Number(a.Scale)))));
        LoadedAdapter[] all = [.. adapters, .. tagged];
        if (all.Length > 0) yield return new("Lora hashes", Hashes(all.Select(a => (a.Name, a.File.Path))));
        if (options.Embeddings.Count > 0)
        {
            yield return new(
                "TI hashes", Hashes(options.Embeddings.Select(e => (e.Token ?? Path.GetFileNameWithoutExtension(e.Path), e.Path))));
        }

        if (options.ImageStages.Count > 0) yield return new("Stages", string.Join(", ", options.ImageStages.Select(s => s.Name)));
    }

    /// <summary>The options with what the fields say of how graphs compute.</summary>
    /// <exception cref="ArgumentException">A field cannot be read.</exception>
    public static PipelineOptions ReadInto(PipelineOptions options, IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in fields)
        {
            options = name switch
            {
                Precisions => options with { Precision = Word<Precision>(name, value) },
                Tiling => options with { VaeTiling = Word<VaeTiling>(name, value) },
                Fusing => options with
                {
                    FusesOperators = bool.TryParse(value, out bool fuses) ? fuses
                        : throw new ArgumentException($"'{name}' is '{Shown.Of(value)}'; it must be True or False."),
                },
                _ => options,
            };
        }

        return options;
    }

    private static T Word<T>(string name, string value)
        where T : struct, Enum => EnumWord.TryRead(value, out T word) ? word
            : throw new ArgumentException($"'{name}' is '{Shown.Of(value)}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>The last field: who drew it.</summary>
    public static KeyValuePair<string, string> Version { get; } = new("Version", VersionPrefix + LibraryVersion.Text);

    /// <summary>Hashes as webui writes them; a file that is not readable any more is left out.</summary>
    private static string Hashes(IEnumerable<(string Name, string Path)> files)
    {
        List<KeyValuePair<string, string>> hashes = [];
        foreach (var (name, path) in files)
        {
            try
            {
                hashes.Add(new(name, FileHash.OfBody(path)[..FileHash.AdapterDigits]));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                hashes.Add(new(name, "unknown"));
            }
        }

        return NamedValues.Write(hashes.DistinctBy(h => h.Key));
    }
}
