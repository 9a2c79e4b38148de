using System.Formats.Tar;

namespace LatentDiffusion.Datasets;

/// <summary>
/// Shards as WebDataset reads them: a tar (ustar) in which the files of a sample follow one another under its key, the ending names the
/// field. Times, owners and modes are fixed, so that the same samples give the same bytes.
/// </summary>
internal static class ShardTar
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes samples.</summary>
    /// <param name="stream">The target, which is left open.</param>
    /// <param name="samples">Key and files of each.</param>
    public static void Write(Stream stream, IEnumerable<(string Key, IReadOnlyList<(string Ending, byte[] Content)> Files)> samples)
    {
        using TarWriter writer = new(stream, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var (key, files) in samples)
            foreach (var (ending, content) in files)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{key}.{ending}")
                {
                    ModificationTime = DateTimeOffset.UnixEpoch, Mode = Mode, DataStream = new MemoryStream(content, writable: false),
                });
    }

    /// <summary>Reads samples, one after another.</summary>
    /// <param name="stream">The tar.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <exception cref="DatasetException">It is damaged.</exception>
    public static IEnumerable<TarSample> Read(Stream stream, string name)
    {
        using TarReader reader = new(stream, leaveOpen: true);
        TarSample? sample = null;
        while (Next(reader, name) is { } entry)
        {
            int point = entry.Name.IndexOf('.', StringComparison.Ordinal);
            if (point < 1) throw new DatasetException($"{name}: '{Shown.Of(entry.Name)}' has no key and ending.");
            string key = entry.Name[..point];
            if (sample is not null && sample.Key != key)
            {
                yield return sample;
                sample = null;
            }

            sample ??= new TarSample(key, []);
            sample.Files[entry.Name[(point + 1)..]] = entry.Content;
        }

        if (sample is not null) yield return sample;
    }

    private static (string Name, byte[] Content)? Next(TarReader reader, string name)
    {
        try
        {
            if (reader.GetNextEntry() is not { } entry) return null;
            byte[] content = new byte[checked((int)entry.Length)];
            entry.DataStream?.ReadExactly(content);
            return (entry.Name, content);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or FormatException)
        {
            throw new DatasetException($"{name}: the tar is damaged: {Shown.Cause(e)}", e);
        }
    }
}

/// <summary>A sample in a shard.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Files">Its files by their endings.</param>
internal sealed record TarSample(string Key, Dictionary<string, byte[]> Files);
