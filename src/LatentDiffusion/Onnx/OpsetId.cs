namespace LatentDiffusion.Onnx;

/// <summary>A set of operators and its version: <c>OperatorSetIdProto</c>.</summary>
/// <param name="Domain">The domain; empty for ONNX's own operators.</param>
/// <param name="Version">The version.</param>
internal sealed record OpsetId(string Domain, long Version)
{
    private const int DomainField = 1, VersionField = 2;

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static OpsetId Parse(ReadOnlyMemory<byte> encoded)
    {
        var (domain, version) = ("", 0L);
        for (ProtobufReader reader = new(encoded); reader.Next();)
        {
            if (reader.Field.Number == DomainField) domain = reader.Field.Text;
            if (reader.Field.Number == VersionField) version = (long)reader.Field.Value;
        }

        return new OpsetId(domain, version);
    }

    /// <summary>The message.</summary>
    public ProtobufWriter Write() => new ProtobufWriter().Text(DomainField, Domain).Number(VersionField, Version);
}
