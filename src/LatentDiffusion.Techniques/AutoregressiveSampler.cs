namespace LatentDiffusion.Techniques;

/// <summary>
/// A transformer that draws a picture token by token, each a code word of a VQ-VAE (van den Oord et al. 2017,
/// https://arxiv.org/abs/1711.00937; Esser et al. 2021, https://arxiv.org/abs/2012.09841).
/// </summary>
public sealed class AutoregressiveSampler : ImageSampler
{
    private const string Tokens = "tokens", Logits = "logits", Sample = "sample";
    private const int MostTokens = 1 << 14, MostCodes = 1 << 20;

    private readonly OnnxGraph _transformer, _decoder, _encoder;
    private readonly int _codes, _begin;

    /// <summary>Loads the graphs.</summary>
    internal AutoregressiveSampler(SamplerFolder folder)
        : base(folder)
    {
        TokenCount = folder.Whole("tokens", 1, MostTokens);
        Rows = (int)Math.Sqrt(TokenCount);
        if (Rows * Rows != TokenCount)
            throw new ModelFormatException($"{folder.File}: 'tokens' is {TokenCount}; it must be the number of fields of a square.");
        _codes = folder.Whole("codes", 1, MostCodes);
        _begin = folder.Whole("begin_token", 0, _codes);
        long[] tokens = [1, TokenCount], picture = [1, 3, Size, Size];
        _transformer = folder.Graph("transformer", [(Tokens, tokens)], [(Logits, [1, TokenCount, _codes])]);
        _decoder = folder.Graph("decoder", [(Tokens, tokens)], [(Sample, picture)]);
        _encoder = folder.Graph("encoder", [(Sample, picture)], [(Tokens, tokens)]);
    }

    /// <summary>Tokens of a picture: <see cref="Rows"/> times <see cref="Rows"/>.</summary>
    public int TokenCount { get; }

    /// <summary>Rows of tokens, from the top.</summary>
    public int Rows { get; }

    /// <summary>The tokens of a picture, row by row.</summary>
    /// <param name="image">A picture of <see cref="ImageSampler.Size"/>.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <returns><see cref="TokenCount"/> numbers of code words, from 0.</returns>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    public int[] Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        RequireSize(image, nameof(image));
        float[] tokens = Tensors.Map(
            _encoder, Sample, PixelConversion.ToTensor(image), [1, 3, Size, Size], Tokens, [1, TokenCount], cancellationToken);
        return [.. tokens.Select(token => (int)token)];
    }

    /// <summary>Keeps the upper rows of a picture and draws what is below: the only part that this technique can draw anew.</summary>
    /// <param name="image">A picture of <see cref="ImageSampler.Size"/>.</param>
    /// <param name="keptRows">Rows of tokens to keep, from 0 to <see cref="Rows"/>.</param>
    /// <param name="seed">Seed of what is drawn.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <exception cref="ArgumentException">The picture has another size, or there are not so many rows.</exception>
    public RgbImage Complete(RgbImage image, int keptRows, long seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keptRows, Rows);
        return Continue(1, Encode(image, cancellationToken).AsSpan(0, keptRows * Rows), seed, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _transformer.Dispose();
        _decoder.Dispose();
        _encoder.Dispose();
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<RgbImage> DrawPart(int count, long seed, CancellationToken cancellationToken) =>
        Continue(count, [], seed, cancellationToken);

    private RgbImage[] Continue(int count, ReadOnlySpan<int> first, long seed, CancellationToken cancellationToken)
    {
        float[] tokens = new float[count * TokenCount], draws = new float[count * TokenCount];
        for (int i = 0; i < count; i++)
        {
            new MersenneTwister(unchecked((uint)(seed + i))).FillUniform(draws.AsSpan(i * TokenCount, TokenCount)); // torch.rand
            for (int place = 0; place < first.Length; place++) tokens[i * TokenCount + place] = first[place];
        }

        for (int place = first.Length; place < TokenCount; place++) Next(count, place, tokens, draws, cancellationToken);
        return Tensors.ToImages(
            Tensors.Map(_decoder, Tokens, tokens, [count, TokenCount], Sample, [count, 3, Size, Size], cancellationToken), Size);
    }

    /// <summary>Draws the token of one place for each picture; the transformer reads the begin token and all before the place.</summary>
    private void Next(int count, int place, float[] tokens, float[] draws, CancellationToken cancellationToken)
    {
        using GraphCall call = _transformer.Call(cancellationToken);
        Span<float> input = call.Input(Tokens, count, place + 1).Write();
        TensorBuffer logits = call.Output(Logits, count, place + 1, _codes);
        for (int i = 0; i < count; i++)
        {
            input[i * (place + 1)] = _begin;
            tokens.AsSpan(i * TokenCount, place).CopyTo(input[(i * (place + 1) + 1)..]);
        }

        call.Run();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> last = logits.Values.Slice((i * (place + 1) + place) * _codes, _codes);
            tokens[i * TokenCount + place] = TokenDraw.Choose(last, draws[i * TokenCount + place]);
        }
    }
}
