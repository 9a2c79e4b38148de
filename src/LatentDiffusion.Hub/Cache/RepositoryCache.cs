namespace LatentDiffusion.Hub;

/// <summary>
/// The folders of one repository in the cache, as huggingface_hub lays them out
/// (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
/// </summary>
internal sealed class RepositoryCache
{
    private readonly bool _symlinks;

    /// <summary>The folders of a repository, whether they exist or not.</summary>
    /// <param name="root">Folder of the cache.</param>
    /// <param name="repository">Name of the repository, checked.</param>
    /// <param name="symlinks">Whether links may be made.</param>
    public RepositoryCache(string root, string repository, bool symlinks)
    {
        (Root, _symlinks) = (root, symlinks);
        FolderName = $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}";
        Folder = Path.Combine(root, FolderName);
    }

    /// <summary>Folder of the cache.</summary>
    public string Root { get; }

    /// <summary>Name of the folder of the repository.</summary>
    public string FolderName { get; }

    /// <summary>Folder of the repository.</summary>
    public string Folder { get; }

    /// <summary>Folder of the contents.</summary>
    public string Blobs => Path.Combine(Folder, "blobs");

    /// <summary>Folder of the commits that branches and tags were at.</summary>
    public string Refs => Path.Combine(Folder, "refs");

    /// <summary>Folder of the files at each commit.</summary>
    public string Snapshots => Path.Combine(Folder, "snapshots");

    /// <summary>Folder of the lists of files at each commit.</summary>
    public string Trees => Path.Combine(Folder, "trees");

    /// <summary>Folder of what is known not to exist.</summary>
    public string Absent => Path.Combine(Folder, ".no_exist");

    /// <summary>The content of a file.</summary>
    public string Blob(RemoteFile file) => Path.Combine(Blobs, file.Etag);

    /// <summary>What has come of a content that is being downloaded. One name for all processes, so that any can go on.</summary>
    public string Incomplete(RemoteFile file) => Blob(file) + ".incomplete";

    /// <summary>The file that whoever downloads a content locks.</summary>
    public string Lock(RemoteFile file) => Path.Combine(Root, ".locks", FolderName, file.Etag + ".lock");

    /// <summary>The files at a commit.</summary>
    public string Snapshot(string commit) => Path.Combine(Snapshots, commit);

    /// <summary>A file at a commit.</summary>
    public string Pointer(string commit, string path) => Path.Combine([Snapshots, commit, .. path.Split('/')]);

    /// <summary>The commit that a branch or tag was at, or null.</summary>
    public string? ReadRef(string revision)
    {
        const int MaxLength = 64;
        string path = Path.Combine([Refs, .. revision.Split('/')]);
        if (!File.Exists(path) || new FileInfo(path).Length > MaxLength) return null;
        string commit = File.ReadAllText(path).Trim();
        return CommitId.IsFull(commit) ? commit : null;
    }

    /// <summary>Writes the commit that a branch or tag is at; readers see the old or the new.</summary>
    public void WriteRef(string revision, string commit)
    {
        if (revision == commit || ReadRef(revision) == commit) return;
        WholeFile.Write(Path.Combine([Refs, .. revision.Split('/')]), commit);
    }

    /// <summary>Marks a file that a commit does not have, as huggingface_hub does to spare the question.</summary>
    public void WriteAbsent(string commit, string path)
    {
        string mark = Path.Combine([Absent, commit, .. path.Split('/')]);
        if (!File.Exists(mark)) WholeFile.Write(mark, "");
    }

    /// <summary>Whether a file of a snapshot is there, by its size.</summary>
    public bool Has(string commit, RemoteFile file) => RealFile.Length(Pointer(commit, file.Path)) == file.Size;

    /// <summary>Marks the cache for programs that make backups (https://bford.info/cachedir/).</summary>
    public void WriteTag()
    {
        const string Content = "Signature: 8a477f597d28d172789f06886806bc55\n"
            + "# This file is a cache directory tag created by huggingface_hub.\n"
            + "# For information about cache directory tags, see:\n#\thttps://bford.info/cachedir/\n";
        string path = Path.Combine(Root, "CACHEDIR.TAG");
        if (!File.Exists(path)) WholeFile.Write(path, Content);
    }

    /// <summary>Puts a content into a snapshot: as a link, or where there are none as the file itself.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="file">The file, of which the content is there.</param>
    /// <param name="isNew">Whether the content has just come, so that no other snapshot needs it.</param>
    public void Place(string commit, RemoteFile file, bool isNew)
    {
        string blob = Blob(file), pointer = Pointer(commit, file.Path), folder = Path.GetDirectoryName(pointer)!;
        Directory.CreateDirectory(folder);
        if (_symlinks && SymlinkSupport.In(Root))
        {
            string temporary = $"{pointer}.{Guid.NewGuid().ToString("N")[..8]}.tmp";
            try
            {
                File.CreateSymbolicLink(temporary, Path.GetRelativePath(folder, blob));
                File.Move(temporary, pointer, overwrite: true);
            }
            finally
            {
                File.Delete(temporary); // which is gone once it is in its place
            }
        }
        else if (isNew)
        {
            File.Move(blob, pointer, overwrite: true);
        }
        else
        {
            WholeFile.Copy(blob, pointer);
        }
    }
}
