using System.Text.RegularExpressions;

namespace LatentDiffusion.Checkpoints;

/// <summary>Which of a component's files holds its weights. Compiled into the hub too, so that it fetches what is then loaded.</summary>
internal static partial class WeightFileNames
{
    private const string Ending = ".safetensors", IndexEnding = ".json";

    /// <summary>What the libraries name their weights.</summary>
    public static readonly IReadOnlyList<string> Stems = ["diffusion_pytorch_model", "model"];

    /// <summary>Names of the files that are looked for first.</summary>
    public static IEnumerable<string> Expected => Stems.Select(stem => stem + Ending);

    /// <summary>
    /// The file or index to take: the variant that is asked for, else the plain one, else half precision, else any. Of a file and an index of
    /// one variant diffusers takes the index (<c>ModelMixin.from_pretrained</c>), transformers the file.
    /// </summary>
    /// <param name="files">Names of the files in the component's folder, in ordinal order.</param>
    /// <param name="variant">The variant that is asked for, for example <c>fp16</c>, or null.</param>
    /// <returns>The name, or null where none is of weights that can be read.</returns>
    public static string? Choose(IReadOnlyList<string> files, string? variant)
    {
        var found = files.OrderBy(IsSecond).Select(f => (Name: f, Variant: VariantOf(f))).Where(f => f.Variant is not null).ToArray();
        foreach (string wanted in (ReadOnlySpan<string>)[variant ?? "", "", "fp16", "bf16"])
            if (found.FirstOrDefault(f => f.Variant == wanted).Name is { } name) return name;
        return found.FirstOrDefault().Name;
    }

    /// <summary>The variants that components of a model's folder have, without the plain one.</summary>
    public static IEnumerable<string> VariantsIn(string model) => Directory.EnumerateDirectories(model)
        .SelectMany(component => Directory.EnumerateFiles(component))
        .Select(file => VariantOf(Path.GetFileName(file))).OfType<string>().Where(v => v.Length > 0);

    /// <summary>Whether a file is one of several that an index lists, for example <c>model-00001-of-00002.safetensors</c>.</summary>
    public static bool IsPart(string file) => Part().IsMatch(file) && Stems.Any(stem => file.StartsWith(stem, StringComparison.Ordinal));

    private static bool IsSecond(string file) =>
        file.EndsWith(IndexEnding, StringComparison.Ordinal) != file.StartsWith(Stems[0], StringComparison.Ordinal);

    /// <summary>
    /// The variant of a file: of <c>model.fp16.safetensors</c> and <c>model.safetensors.index.fp16.json</c> it is <c>fp16</c>, of
    /// <c>model.safetensors</c> it is empty; null for what is no weights of its own, such as one file of several.
    /// </summary>
    private static string? VariantOf(string file)
    {
        foreach (string stem in Stems)
        {
            if (!file.StartsWith(stem + ".", StringComparison.Ordinal) || IsPart(file)) continue;
            string rest = file[stem.Length..];
            if (rest.EndsWith(Ending, StringComparison.Ordinal)) return rest[..^Ending.Length].TrimStart('.');
            int index = rest.IndexOf(Ending + ".index", StringComparison.Ordinal);
            if (index >= 0 && rest.EndsWith(IndexEnding, StringComparison.Ordinal))
                return (rest[..index] + rest[(index + Ending.Length + ".index".Length)..^IndexEnding.Length]).TrimStart('.');
        }

        return null;
    }

    // Of a variant too: diffusion_pytorch_model.fp16-00001-of-00002.safetensors.
    [GeneratedRegex(@"-\d{5}-of-\d{5}\.safetensors$", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
