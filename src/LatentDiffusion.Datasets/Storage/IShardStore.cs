namespace LatentDiffusion.Datasets;

/// <summary>
/// Where shards are published: files that are there whole or not at all, and do not change once they are, unless they are damaged.
/// </summary>
public interface IShardStore
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Whether a file is there.</summary>
    /// <param name="name">Its name, with <c>/</c> between folders.</param>
    /// <param name="cancellationToken">Stops it.</param>
    bool Exists(string name, CancellationToken cancellationToken);

    /// <summary>The size of a file in bytes, or null where it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    long? SizeOf(string name, CancellationToken cancellationToken);

    /// <summary>Removes a file that is damaged, so that another can take its place; one that is not there is none to remove.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">It cannot be removed.</exception>
    void Remove(string name, CancellationToken cancellationToken);

    /// <summary>Publishes a file, unless there is one of that name: of two workers at once, only one can.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">A local file, which is on the disk; it may be moved away.</param>
    /// <param name="cancellationToken">Stops it; the file is not there then.</param>
    /// <returns>Whether it was published; false where there was one already.</returns>
    /// <exception cref="DatasetException">It cannot be published.</exception>
    bool Publish(string name, string file, CancellationToken cancellationToken);

    /// <summary>Opens a file that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">It is not there, or cannot be read.</exception>
    Stream Open(string name, CancellationToken cancellationToken);

    /// <summary>The names of the files in a folder, in ordinal order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    IReadOnlyList<string> List(string folder, CancellationToken cancellationToken);
}
