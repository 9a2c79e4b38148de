using System.Globalization;

namespace LatentDiffusion.Hub;

/// <summary>The folder for models of Civitai: a folder for each version, with its files and a note beside each.</summary>
/// <param name="root">The folder.</param>
internal sealed class CivitaiCache(string root)
{
    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>Folder of a version.</summary>
    public string Folder(long version) => Path.Combine(root, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>What has come of a file.</summary>
    public string Incomplete(long version, string sha256) => Path.Combine(Folder(version), sha256 + ".incomplete");

    /// <summary>The file that whoever downloads a file locks.</summary>
    public string Lock(string sha256) => Path.Combine(root, ".locks", sha256 + ".lock");

    /// <summary>Folders of versions, those of downloads that broke off included.</summary>
    public IEnumerable<(string Path, long Version)> Folders() => !Directory.Exists(root) ? [] : Directory.EnumerateDirectories(root)
        .Select(f => (f, long.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : 0))
        .Where(f => f.Item2 > 0);

    /// <summary>All files that are there whole, and what is noted of each; the newest version first.</summary>
    public IEnumerable<(string Path, CivitaiNote Note)> Files()
    {
        return Folders()
            .SelectMany(folder => Directory.EnumerateFiles(folder.Path, "*" + CivitaiNote.Ending))
            .Select(note => (Path: note[..^CivitaiNote.Ending.Length], Note: CivitaiNote.Read(note)))
            .Where(f => f.Note is not null && RealFile.Length(f.Path) == f.Note.Size)
            .Select(f => (f.Path, f.Note!))
            .OrderByDescending(f => f.Item2.VersionId).ThenBy(f => f.Path, StringComparer.Ordinal);
    }

    /// <summary>The file that a name means, or null where it is not there.</summary>
    public string? Find(ModelName name) => Files().FirstOrDefault(f => Means(name, f.Note)).Path;

    /// <summary>Whether a name means a file.</summary>
    public static bool Means(ModelName name, CivitaiNote note) =>
        (name.VersionId is null || name.VersionId == note.VersionId)
        && (name.ModelId is null || name.ModelId == (note.ModelId ?? name.ModelId))
        && (name.Hash is not { } hash || note.Sha256.StartsWith(hash, StringComparison.OrdinalIgnoreCase)
            || note.Hashes.Contains(hash, StringComparer.OrdinalIgnoreCase));
}
