using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// A file of features that grows by one record for each picture: key, numbers, checksum. A record that was cut off by the end of a process
/// is overwritten by the next.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    private const int Hash = SHA256.HashSizeInBytes;

    private readonly FileStream _file;
    private readonly Dictionary<string, long> _records = new(StringComparer.Ordinal);
    private readonly int _numbers, _length;

    /// <summary>Opens or creates a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">What tells the network and what is taken from it from others.</param>
    /// <param name="numbers">Numbers of each record.</param>
    /// <exception cref="EvaluationException">It is another file, or of another network.</exception>
    /// <exception cref="IOException">It cannot be opened: another process may be using it.</exception>
    public FeatureCache(string path, string network, int numbers)
    {
        (_numbers, _length) = (numbers, Hash + numbers * sizeof(float) + Hash);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            string json = JsonSerializer.Serialize(new { format = "latentdiffusion-features-1", network, numbers });
            byte[] header = Encoding.UTF8.GetBytes(json + "\n");
            byte[] found = new byte[header.Length];
            int read = _file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
            if (!header.AsSpan(0, read).SequenceEqual(found.AsSpan(0, read)))
                throw new EvaluationException(
                    $"{path}: expected features that this network made with these options; the file holds others. Remove it or name "
                    + "another.");
            if (read < header.Length)
            {
                _file.SetLength(0);
                _file.Write(header);
            }

            ReadRecords();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The key of a file: where it is, how long it is, when it was written, and its prompt where features are made of that too.</summary>
    public static byte[] KeyOf(string path, string? prompt)
    {
        FileInfo info = new(path);
        string file = info.Exists
            ? FormattableString.Invariant($"{info.FullName}\n{info.Length}\n{info.LastWriteTimeUtc.Ticks}\n") : info.FullName;
        return SHA256.HashData(Encoding.UTF8.GetBytes(file + prompt));
    }

    /// <summary>The numbers of a key; null where there are none, or where they were damaged since, so that they are made anew.</summary>
    public float[]? Find(byte[] key)
    {
        lock (_records)
        {
            if (!_records.TryGetValue(Convert.ToHexString(key), out long at)) return null;
            byte[] record = new byte[_length];
            _file.Flush(); // what was added may not be in the file yet
            return FilePart.TryRead(_file.SafeFileHandle, at, record) && IsWhole(record)
                ? MemoryMarshal.Cast<byte, float>(record.AsSpan(Hash, _numbers * sizeof(float))).ToArray() : null;
        }
    }

    /// <summary>Adds a record.</summary>
    public void Add(byte[] key, ReadOnlySpan<float> numbers)
    {
        byte[] record = new byte[_length];
        key.CopyTo(record, 0);
        MemoryMarshal.AsBytes(numbers).CopyTo(record.AsSpan(Hash));
        SHA256.HashData(record.AsSpan(0, _length - Hash), record.AsSpan(_length - Hash));
        lock (_records)
        {
            _records[Convert.ToHexString(key)] = _file.Position;
            _file.Write(record);
        }
    }

    /// <summary>Hands what was added to the operating system, which keeps it when the process ends.</summary>
    public void Flush()
    {
        lock (_records) _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool IsWhole(ReadOnlySpan<byte> record) =>
        SHA256.HashData(record[..(_length - Hash)]).AsSpan().SequenceEqual(record[(_length - Hash)..]);

    private void ReadRecords()
    {
        byte[] record = new byte[_length];
        long at = _file.Position, end = at;
        for (; _file.ReadAtLeast(record, _length, throwOnEndOfStream: false) == _length; at += _length)
        {
            if (!IsWhole(record)) continue; // damaged; those behind it need not be
            _records[Convert.ToHexString(record.AsSpan(0, Hash))] = at;
            end = at + _length;
        }

        _file.SetLength(end);
        _file.Position = end;
    }
}
