using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// The folder of one component, as diffusers and transformers write it with weights, and our exporter and optimum with a graph.
/// </summary>
internal static class ComponentFolder
{
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
        if (WeightFileNames.Choose(files, variant) is { } name)
        {
            string path = Path.Combine(folder, name);
            return new CheckpointSource(component, folder, path, () => Weights.Open(path), context);
        }

        if (files.FirstOrDefault(WeightFileNames.IsPart) is { } part)
        {
            throw new ModelFormatException(
                $"{Path.Combine(folder, part)}: this is one of several files of weights, and the index that lists them, whose name ends in "
                + "'.safetensors.index.json', is not beside it. Take it from where the files are from.");
        }

        string? pickled = files.FirstOrDefault(
            f => Pickled.Contains(Path.GetExtension(f))
                && WeightFileNames.Stems.Append("pytorch_model").Any(s => f.StartsWith(s, StringComparison.Ordinal)));
        return pickled is null ? null : throw new ModelFormatException(
            $"{Path.Combine(folder, pickled)}: the weights are there in this format only, which can run code when it is read, "
            + "and is not read here. Save the model with safe_serialization=True, or take a version with .safetensors files.");
    }
}
