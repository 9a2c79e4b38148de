namespace LatentDiffusion.Provenance;

/// <summary>Reads marks by the decoder of a TrustMark model, given as an ONNX file; see <see cref="TrustMarkStage"/>.</summary>
public sealed class TrustMarkReader : IWatermarkReader, IDisposable
{
    private readonly TrustMarkGraph _decoder;
    private readonly TrustMarkOptions _options;
    private readonly TrustMarkSchema? _schema;

    /// <summary>Loads a decoder.</summary>
    /// <param name="decoder">Its ONNX file: a picture to 100 numbers, positive for 1.</param>
    /// <param name="schema">
    /// The only schema that counts. Unless given, the one that the mark names, then all others, as Adobe's decoders do; the weak ones
    /// accept one of ten pictures without a mark then.
    /// </param>
    /// <param name="options">How the model is used.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ModelFormatException">The file is not such a graph.</exception>
    /// <exception cref="IOException">The file is missing.</exception>
    public TrustMarkReader(string decoder, TrustMarkSchema? schema = null, TrustMarkOptions? options = null)
    {
        if (schema is { } given && !Enum.IsDefined(given))
            throw new ArgumentOutOfRangeException(nameof(schema), schema, "There is no such schema.");
        (_schema, _options) = (schema, options ?? new TrustMarkOptions());
        if (_options.DecoderSize < 1)
            throw new ArgumentException($"The decoder's size must be 1 or more, not {_options.DecoderSize}.", nameof(options));
        _decoder = new TrustMarkGraph(decoder, _options.Provider, _options.DecoderSize, takesSecret: false);
    }

    /// <inheritdoc/>
    public string Name => "TrustMark watermark";

    /// <inheritdoc/>
    /// <remarks>The false positive rate is the chance that fair bits decode; what the network says of unmarked pictures need not be
    /// fair.</remarks>
    /// <exception cref="ModelFormatException">The graph gives something else than 100 numbers.</exception>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    public WatermarkReading? Read(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        float[] seen = TrustMarkRegion.Of(image, _options.CentreSquare).Planes(image, _decoder.Size);
        bool[] bits = [.. _decoder.Run(seen, null, TrustMarkCode.Length).Select(value => value > 0)];
        if (TrustMarkCode.Decode(bits, _schema) is not (var payload, var schema)) return null;
        byte[] bytes = new byte[(payload.Length + 7) / 8];
        for (int i = 0; i < payload.Length; i++) if (payload[i]) bytes[i / 8] |= (byte)(0x80 >> i % 8);
        return new WatermarkReading(bytes, payload.Length)
        {
            FalsePositiveRate = TrustMarkCode.ChanceOfRandomBits(_schema),
            Meaning = $"TrustMark, {schema}",
        };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _decoder.Dispose();
}
