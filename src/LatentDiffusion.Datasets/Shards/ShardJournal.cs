using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The samples of a shard in work: a file that grows by one record for each attempt, written and handed to the disk before the next is.
/// A process that ends in the middle of a record, however it ends, loses that record and no other.
/// </summary>
internal sealed class ShardJournal : IDisposable
{
    private const int Hash = SHA256.HashSizeInBytes, Head = sizeof(int) + Hash;

    private readonly FileStream _file;
    private readonly Dictionary<(long Index, int Attempt), long> _places = [];

    /// <summary>Opens or creates a journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What tells the run and the shard from others.</param>
    /// <param name="read">Told of each record that is there.</param>
    /// <exception cref="DatasetException">It is another run's.</exception>
    public ShardJournal(string path, string identity, Action<JournalRecord> read)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            byte[] header = Encoding.UTF8.GetBytes($"latentdiffusion-shard-1 {identity}\n"), found = new byte[header.Length];
            int length = _file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
            if (!header.AsSpan(0, length).SequenceEqual(found.AsSpan(0, length)))
                throw new DatasetException(
                    $"{path}: expected samples of this plan, drawn with these models; the file holds others. Remove it.");
            if (length < header.Length)
            {
                _file.SetLength(0);
                _file.Write(header);
            }

            ReadRecords(read);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record; it is on the disk when this returns.</summary>
    public void Add(JournalRecord record)
    {
        byte[] payload = record.ToBytes(), bytes = new byte[Head + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, payload.Length);
        payload.CopyTo(bytes, Head);
        SHA256.HashData(payload, bytes.AsSpan(sizeof(int), Hash));
        lock (_places)
        {
            _places[(record.Index, record.Attempt)] = _file.Position;
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Reads a record that is there.</summary>
    public JournalRecord Read(long index, int attempt)
    {
        lock (_places)
        {
            long at = _places[(index, attempt)];
            Span<byte> length = stackalloc byte[sizeof(int)];
            RandomAccess.Read(_file.SafeFileHandle, length, at);
            byte[] payload = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            RandomAccess.Read(_file.SafeFileHandle, payload, at + Head);
            return JournalRecord.Read(payload);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadRecords(Action<JournalRecord> read)
    {
        byte[] head = new byte[Head];
        long at = _file.Position;
        while (_file.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length < 0 || length > _file.Length - _file.Position) break;
            byte[] payload = new byte[length];
            _file.ReadExactly(payload);
            if (!SHA256.HashData(payload).AsSpan().SequenceEqual(head.AsSpan(sizeof(int)))) break;
            JournalRecord record = JournalRecord.Read(payload);
            _places[(record.Index, record.Attempt)] = at;
            read(record);
            at = _file.Position;
        }

        _file.SetLength(at);
        _file.Position = at;
    }
}
