using System.Globalization;
using System.Text;

namespace LatentDiffusion.Cli;

/// <summary>Names for the files of a generation.</summary>
/// <param name="request">The request, with its seed.</param>
/// <param name="folder">Folder for the pictures.</param>
/// <param name="file">Name that the user chose, or null for one that is made of prompt and seed.</param>
/// <param name="number">Number of the request among several that go to one file name; null for the only one.</param>
/// <param name="previewFolder">Folder for previews, or null for none.</param>
/// <param name="job">Number of the request among several whose previews go there; null for the only one.</param>
internal sealed class OutputFiles(
    GenerationRequest request, string folder, string? file, int? number, string? previewFolder, int? job = null)
{
    private const int MaxStem = 60, MostNamed = 10_000; // more pictures at once are refused before they are drawn

    private readonly string? _chosen =
        number is null || file is null ? file : WithEnd(file, FormattableString.Invariant($"-{number}"));

    /// <summary>Names that are another request's.</summary>
    public IReadOnlySet<string> Reserved { private get; set; } = new HashSet<string>();

    /// <summary>Whether previews are wanted.</summary>
    public bool Previews => previewFolder is not null;

    /// <summary>The files that the user named for this request; none where names are made.</summary>
    public IEnumerable<string> Named => _chosen is null ? []
        : Enumerable.Range(0, Math.Clamp(request.Count, 1, MostNamed)).Select(k => PathOf(_chosen, k, request.Count));

    /// <summary>Saves the pictures, several under numbered names. Only a file that the user named is replaced.</summary>
    /// <returns>The paths.</returns>
    public IReadOnlyList<string> Save(IReadOnlyList<GeneratedImage> images)
    {
        List<string> paths = [];
        foreach (GeneratedImage image in images)
        {
            string path = _chosen is null
                ? Unused($"{Stem(request.Prompt)}-{image.Seed.ToString(CultureInfo.InvariantCulture)}", ".png")
                : PathOf(_chosen, paths.Count, images.Count);
            image.Save(path);
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>The file for the picture of all pictures, beside them: a new one, unless the user named theirs.</summary>
    public string GridPath() => file is null
        ? Unused($"{Stem(request.Prompt)}-grid", ".png") : Path.Combine(folder, WithEnd(file, "-grid"));

    /// <summary>Saves the estimates after a step.</summary>
    public void SavePreviews(GenerationStep step)
    {
        if (previewFolder is null || step.Preview is not { } previews) return;
        for (int k = 0; k < previews.Count; k++)
        {
            string of = job is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{job:000}-");
            string end = previews.Count == 1 ? "" : FormattableString.Invariant($"-{k + 1}");
            previews[k].Save(Path.Combine(previewFolder, of + FormattableString.Invariant($"step-{step.Step:000}") + end + ".png"));
        }
    }

    private string PathOf(string chosen, int k, int count) =>
        Path.Combine(folder, count == 1 ? chosen : WithEnd(chosen, FormattableString.Invariant($"-{k + 1}")));

    private static string WithEnd(string file, string end) =>
        Path.GetFileNameWithoutExtension(file) + end + Path.GetExtension(file);

    private string Unused(string stem, string extension)
    {
        string path = Path.Combine(folder, stem + extension);
        for (int n = 2; File.Exists(path) || Reserved.Contains(path); n++) path = Path.Combine(folder, $"{stem}-{n}{extension}");
        return path;
    }

    /// <summary>The letters and digits of a prompt, with hyphens for what is between them.</summary>
    private static string Stem(string prompt)
    {
        StringBuilder stem = new();
        foreach (char c in prompt.ToLowerInvariant())
        {
            if (stem.Length >= MaxStem) break;
            if (char.IsLetterOrDigit(c)) stem.Append(c);
            else if (stem.Length > 0 && stem[^1] != '-') stem.Append('-');
        }

        string text = stem.ToString().TrimEnd('-');
        return text.Length > 0 ? text : "picture";
    }
}
