namespace LatentDiffusion;

/// <summary>
/// The folder of one component, as diffusers and transformers write it with weights, and our exporter and optimum with a graph.
/// </summary>
internal static class ComponentFolder
{
    private const string Ending = ".safetensors", IndexEnding = ".json";

    /// <summary>What the libraries name their weights.</summary>
    private static readonly string[] Stems = ["diffusion_pytorch_model", "model"];

    /// <summary>Endings of weights that can run code when they are read.</summary>
    private static readonly string[] Pickled = [".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>Where the component's graph comes from, or null where the folder has neither a graph nor weights.</summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="variant">The variant of the weights that is asked for, for example <c>fp16</c>, or null.</param>
    /// <param name="context">The templates, and what is done to the weights.</param>
    /// <exception cref="ModelFormatException">There are weights, but only in a format that is not read.</exception>
    public static GraphSource? Find(string component, string folder, string? variant, CheckpointContext context)
    {
        if (!Directory.Exists(folder)) return null;
        if (File.Exists(Path.Combine(folder, OnnxSource.FileName))) return new OnnxSource(component, folder, context);
        string[] files = [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        if (Weights(files, variant) is { } name)
        {
            string path = Path.Combine(folder, name);
            return new CheckpointSource(component, folder, path, () => LatentDiffusion.Weights.Open(path), context);
        }

        string? pickled = files.FirstOrDefault(
            f => Pickled.Contains(Path.GetExtension(f))
                && Stems.Append("pytorch_model").Any(s => f.StartsWith(s, StringComparison.Ordinal)));
        return pickled is null ? null : throw new ModelFormatException(
            $"{Path.Combine(folder, pickled)}: the weights are there in this format only, which can run code when it is read, "
            + "and is not read here. Save the model with safe_serialization=True, or take a version with .safetensors files.");
    }

    /// <summary>The file or index to take: the variant that is asked for, else the plain one, else half precision, else any.</summary>
    private static string? Weights(string[] files, string? variant)
    {
        var found = files.Select(f => (Name: f, Variant: VariantOf(f))).Where(f => f.Variant is not null).ToArray();
        foreach (string wanted in (ReadOnlySpan<string>)[variant ?? "", "", "fp16", "bf16"])
            if (found.FirstOrDefault(f => f.Variant == wanted).Name is { } name) return name;
        return found.FirstOrDefault().Name;
    }

    /// <summary>
    /// The variant of a file: of <c>model.fp16.safetensors</c> and <c>model.safetensors.index.fp16.json</c> it is <c>fp16</c>, of
    /// <c>model.safetensors</c> it is empty; null for what is no weights of its own, such as one file of several.
    /// </summary>
    private static string? VariantOf(string file)
    {
        foreach (string stem in Stems)
        {
            if (!file.StartsWith(stem + ".", StringComparison.Ordinal)) continue;
            string rest = file[stem.Length..];
            if (rest.EndsWith(Ending, StringComparison.Ordinal)) return rest[..^Ending.Length].TrimStart('.');
            int index = rest.IndexOf(Ending + ".index", StringComparison.Ordinal);
            if (index >= 0 && rest.EndsWith(IndexEnding, StringComparison.Ordinal))
                return (rest[..index] + rest[(index + Ending.Length + ".index".Length)..^IndexEnding.Length]).TrimStart('.');
        }

        return null;
    }
}
