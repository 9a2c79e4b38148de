namespace LatentDiffusion.Datasets;

/// <summary>An attempt at a sample, looked at: what its files are, or why it is rejected.</summary>
/// <param name="Index">The sample's number.</param>
/// <param name="Attempt">The attempt, from 0.</param>
/// <param name="Reason">Why a gate rejects it; null where all keep it.</param>
/// <param name="Hash">The perceptual hash; 0 where there is no picture.</param>
/// <param name="Json">Its record, of a kept sample and of a rejected one.</param>
/// <param name="Files">Ending and content of its files, in the order of their endings; none of a rejected one.</param>
internal sealed record JournalRecord(
    long Index, int Attempt, string? Reason, ulong Hash, byte[] Json, IReadOnlyList<(string Ending, byte[] Content)> Files)
{
    /// <summary>The record in bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Index);
        writer.Write(Attempt);
        writer.Write(Hash);
        writer.Write(Reason is not null);
        if (Reason is not null) writer.Write(Reason);
        Put(writer, Json);
        writer.Write(Files.Count);
        foreach (var (ending, content) in Files)
        {
            writer.Write(ending);
            Put(writer, content);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads a record whose checksum was right.</summary>
    public static JournalRecord Read(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        (long index, int attempt, ulong hash) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadUInt64());
        string? reason = reader.ReadBoolean() ? reader.ReadString() : null;
        byte[] json = reader.ReadBytes(reader.ReadInt32());
        var files = new (string, byte[])[reader.ReadInt32()];
        for (int i = 0; i < files.Length; i++) files[i] = (reader.ReadString(), reader.ReadBytes(reader.ReadInt32()));
        return new JournalRecord(index, attempt, reason, hash, json, files);
    }

    private static void Put(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
