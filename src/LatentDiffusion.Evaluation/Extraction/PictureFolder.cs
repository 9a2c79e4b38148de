using System.IO.Enumeration;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Evaluation;

/// <summary>The pictures of a folder.</summary>
public sealed class PictureFolder
{
    private static readonly string[] Read = [".png", ".jpg", ".jpeg", ".webp"];
    private static readonly string[] NotRead =
    [
        ".avif", ".bmp", ".gif", ".heic", ".heif", ".ico", ".jp2", ".jxl", ".pbm", ".pgm", ".pnm", ".ppm", ".qoi", ".svg", ".tga", ".tif",
        ".tiff",
    ];

    private PictureFolder(string path, IReadOnlyList<string> files, IReadOnlyList<PictureProblem> problems) =>
        (Path, Files, Problems) = (path, files, problems);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>
    /// Paths of the PNG, JPEG and WebP files in it and in the folders within, relative to it, with <c>/</c>, in ordinal order.
    /// </summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Pictures in formats that are not read. Files that are no pictures are not meant here.</summary>
    public IReadOnlyList<PictureProblem> Problems { get; }

    /// <summary>Lists a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static PictureFolder List(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        string[] all =
        [
            // Before they are ordered, so that they come in the same order on all systems.
            .. FilesIn(path).Select(f => System.IO.Path.GetRelativePath(path, f).Replace(System.IO.Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal),
        ];
        return new PictureFolder(
            path, [.. all.Where(f => Has(f, Read))],
            [.. all.Where(f => Has(f, NotRead)).Select(f => new PictureProblem(f, "its format is not PNG, JPEG or WebP"))]);
    }

    /// <summary>The whole path of a file.</summary>
    /// <param name="file">One of <see cref="Files"/>.</param>
    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Files in a folder and those within, also behind links, but for links that lead to a folder above them.</summary>
    private static IEnumerable<string> FilesIn(string folder) => new FileSystemEnumerable<string>(
        folder, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 || !LeadsUp(entry.ToFullPath()),
    };

    private static bool LeadsUp(string link)
    {
        string above = RealPath.Of(System.IO.Path.GetDirectoryName(link)!) + System.IO.Path.DirectorySeparatorChar;
        return above.StartsWith(RealPath.Of(link) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static bool Has(string file, string[] extensions) =>
        extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
