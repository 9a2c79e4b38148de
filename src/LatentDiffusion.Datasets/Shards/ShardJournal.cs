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
    /// <exception cref="DatasetException">It was damaged since it was written.</exception>
    public JournalRecord Read(long index, int attempt)
    {
        lock (_places)
        {
            long at = _places[(index, attempt)];
            byte[] head = new byte[Head];
            if (FilePart.TryRead(_file.SafeFileHandle, at, head) && LengthIn(head, _file.Length - at - Head) is { } length)
            {
                byte[] payload = new byte[length];
                if (FilePart.TryRead(_file.SafeFileHandle, at + Head, payload) && IsWhole(head, payload)) return JournalRecord.Read(payload);
            }

            throw new DatasetException(
                FormattableString.Invariant($"{_file.Name}: the sample {SampleRecipe.KeyOf(index)}, attempt {attempt}, was damaged ")
                + "since it was drawn. Draw again: it is made anew.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The length of the payload that a head tells, or null where there cannot be so much.</summary>
    private static int? LengthIn(ReadOnlySpan<byte> head, long most) =>
        BinaryPrimitives.ReadInt32LittleEndian(head) is >= 0 and var length && length <= most ? length : null;

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        SHA256.HashData(payload).AsSpan().SequenceEqual(head[sizeof(int)..]);

    private void ReadRecords(Action<JournalRecord> read)
    {
        byte[] head = new byte[Head];
        long at = _file.Position;
        while (_file.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head)
        {
            if (LengthIn(head, _file.Length - _file.Position) is not { } length) break;
            byte[] payload = new byte[length];
            _file.ReadExactly(payload);
            if (!IsWhole(head, payload)) break;
            JournalRecord record = JournalRecord.Read(payload);
            _places[(record.Index, record.Attempt)] = at;
            read(record);
            at = _file.Position;
        }

        _file.SetLength(at);
        _file.Position = at;
    }
}
