namespace LatentDiffusion.Provenance;

/// <summary>
/// Marks pictures by the encoder of a TrustMark model (Bui, Agarwal and Collomosse, arXiv 2311.18297; github.com/adobe/trustmark), given as
/// an ONNX file. None comes with this package; Adobe publishes them as encoder_Q.onnx and the like.
/// </summary>
public sealed class TrustMarkStage : IImageStage, IDisposable
{
    /// <summary>The largest change of a sample, of a range from -1 to 1.</summary>
    private const float MaxChange = 0.2f;

    private readonly TrustMarkGraph _encoder;
    private readonly TrustMarkOptions _options;
    private readonly float[] _secret;

    /// <summary>Loads an encoder.</summary>
    /// <param name="encoder">Its ONNX file: a picture and 100 bits to a picture.</param>
    /// <param name="payload">What to write, the first bit in the highest of the first byte.</param>
    /// <param name="bitCount">How many bits; all of the bytes unless given. The rest of what the schema holds is filled with zeros.</param>
    /// <param name="schema">How much is for the payload; <see cref="TrustMarkSchema.BchSuper"/> (40 bits) unless given.</param>
    /// <param name="options">How the model is used.</param>
    /// <exception cref="ArgumentException">The payload does not fit the schema, or an option is out of range.</exception>
    /// <exception cref="ModelFormatException">The file is not such a graph.</exception>
    /// <exception cref="IOException">The file is missing.</exception>
    public TrustMarkStage(
        string encoder,
        ReadOnlySpan<byte> payload,
        int? bitCount = null,
        TrustMarkSchema schema = TrustMarkSchema.BchSuper,
        TrustMarkOptions? options = null)
    {
        if (!Enum.IsDefined(schema)) throw new ArgumentOutOfRangeException(nameof(schema), schema, "There is no such schema.");
        (int count, int capacity) = (bitCount ?? 8 * payload.Length, TrustMarkCode.Capacity(schema));
        if (count < 0 || count > 8 * payload.Length || count > capacity)
            throw new ArgumentException($"{count} bits of {payload.Length} bytes do not fit {schema}, which holds {capacity}.",
                nameof(bitCount));
        bool[] bits = new bool[capacity];
        for (int i = 0; i < count; i++) bits[i] = (payload[i / 8] >> (7 - i % 8) & 1) != 0;
        _options = options ?? new TrustMarkOptions();
        if (!(_options.Strength > 0) || !float.IsFinite(_options.Strength))
            throw new ArgumentException(
                FormattableString.Invariant($"The strength must be above 0, not {_options.Strength}."), nameof(options));
        _secret = [.. TrustMarkCode.Encode(bits, schema).Select(bit => bit ? 1f : 0f)];
        _encoder = new TrustMarkGraph(encoder, _options.Provider, 256, takesSecret: true);
    }

    /// <inheritdoc/>
    public string Name => "TrustMark watermark";

    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, ImageStageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Mark(image);
    }

    /// <summary>Marks a picture.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <exception cref="ModelFormatException">The graph gives something else than a picture.</exception>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    public RgbImage Mark(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        TrustMarkRegion region = TrustMarkRegion.Of(image, _options.CentreSquare);
        float[] seen = region.Planes(image, _encoder.Size), change = _encoder.Run(seen, _secret, seen.Length);
        for (int i = 0; i < change.Length; i++)
            change[i] = Math.Clamp(_options.Strength * (Math.Clamp(change[i], -1, 1) - seen[i]), -MaxChange, MaxChange);
        return region.Add(image, change, _encoder.Size);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _encoder.Dispose();
}
