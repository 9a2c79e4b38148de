using LatentDiffusion.Errors;

namespace LatentDiffusion.Onnx;

/// <summary>Where the bytes of a tensor lie outside of the model (<c>TensorProto.external_data</c>).</summary>
/// <param name="Location">Path of the file, relative to the model's folder.</param>
/// <param name="Offset">Position of the first byte.</param>
/// <param name="Length">Number of bytes, or null: as many as the shape needs.</param>
internal sealed record ExternalData(string Location, long Offset, long? Length)
{
    private const string Prepacked = "prepacked_";
    private const int KeyField = 1, ValueField = 2;

    /// <summary>Where ONNX Runtime has put the tensor in the layouts of its kernels, in the same file.</summary>
    public IReadOnlyList<PackedLocation> Packed { get; init; } = [];

    /// <summary>Reads the entries.</summary>
    /// <exception cref="InvalidDataException">There is no location, or a number is not one.</exception>
    public static ExternalData Parse(IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (ReadOnlyMemory<byte> entry in entries)
        {
            var (key, value) = ("", "");
            for (ProtobufReader reader = new(entry); reader.Next();)
            {
                if (reader.Field.Number == KeyField) key = reader.Field.Text;
                if (reader.Field.Number == ValueField) value = reader.Field.Text;
            }

            values[key] = value;
        }

        return new ExternalData(
            values.GetValueOrDefault("location") ?? throw new InvalidDataException("a tensor outside of the model has no location"),
            Number("offset") ?? 0,
            Number("length"))
        {
            Packed =
            [
                .. values.Where(entry => entry.Key.StartsWith(Prepacked, StringComparison.Ordinal))
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => PackedLocation.Parse(entry.Value)),
            ],
        };

        long? Number(string key) => !values.TryGetValue(key, out string? text) ? null
            : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long number) && number >= 0 ? number
            : throw new InvalidDataException($"the {key} of a tensor outside of the model is '{Shown.Of(text)}'");
    }

    /// <summary>The entries of the message.</summary>
    public IEnumerable<ProtobufWriter> Write()
    {
        yield return Entry("location", Location);
        yield return Entry("offset", FormattableString.Invariant($"{Offset}"));
        if (Length is { } length) yield return Entry("length", FormattableString.Invariant($"{length}"));
        foreach (var (i, packed) in Packed.Index()) yield return Entry(FormattableString.Invariant($"{Prepacked}{i}"), $"{packed}");
    }

    private static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(KeyField, key).Text(ValueField, value);
}
