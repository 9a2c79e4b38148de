namespace LatentDiffusion.Tests;

/// <summary>Tiled decoding and encoding against diffusers' <c>enable_tiling</c> (latent_diffusion_references/vae_tiling.py).</summary>
public sealed class VaeTilingTests : IDisposable
{
    private const float MeanTolerance = 1e-4f;

    private readonly SafetensorsFile _references = new(ReferenceFiles.Path("vae_tiling.safetensors"));
    private readonly GraphSet _graphs;
    private readonly AutoencoderParts _autoencoder;

    public VaeTilingTests()
    {
        ModelFolder folder = ModelFolder.Open(ReferenceFiles.Path("tiny", "stable_diffusion"));
        _graphs = GraphSet.Load(folder, ["vae_decoder", "vae_encoder"], [], new PipelineOptions(), ModelFamilies.Of(folder).PrecisionOf);
        _autoencoder = AutoencoderParts.From(folder, _graphs, (config, _) => LatentScaling.From(config));
    }

    public static TheoryData<int, int> Sizes => new() { { 25, 9 }, { 8, 21 }, { 14, 15 }, { 19, 20 } };

    public void Dispose() => _graphs.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Decode_InTiles_EqualsDiffusers(int height, int width)
    {
        VaeDecoder decoder = _autoencoder.Decoder.With(VaeTiling.On);
        RgbImage image = Assert.Single(decoder.Decode(Latents(height, width), new(4, height, width), new RunWarnings(), default));
        ReadOnlySpan<byte> expected = _references.Values<byte>($"{height}x{width}.image");
        Assert.Equal((8 * height, 8 * width), (image.Height, image.Width));
        for (int i = 0; i < expected.Length; i++) Assert.InRange(image.Pixels[i], expected[i] - 1, expected[i] + 1);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Encode_InTiles_EqualsDiffusers(int height, int width)
    {
        float[] pixels = new float[3 * 64 * height * width];
        PixelConversion.ToTensor(_references.Values<byte>($"{height}x{width}.image"), 64 * height * width, pixels);
        float[] mean = _autoencoder.Encoder!.With(VaeTiling.On).Encode(pixels, new(4, height, width), new RunWarnings(), default).Mode();
        ReadOnlySpan<float> expected = _references.Values<float>($"{height}x{width}.mean");
        Assert.Equal(expected.Length, mean.Length);
        for (int i = 0; i < mean.Length; i++) Assert.Equal(expected[i], mean[i], MeanTolerance);
    }

    [Fact]
    public void Decode_InTilesWithoutArena_WorksToo()
    {
        ModelFolder folder = ModelFolder.Open(ReferenceFiles.Path("tiny", "stable_diffusion"));
        PipelineOptions options = new() { ConfigureSession = o => o.EnableCpuMemArena = false };
        using GraphSet graphs = GraphSet.Load(folder, ["vae_decoder"], [], options, ModelFamilies.Of(folder).PrecisionOf);
        AutoencoderParts lean = AutoencoderParts.From(folder, graphs, (config, _) => LatentScaling.From(config));
        Assert.Equal(Decoded(_autoencoder), Decoded(lean));

        byte[] Decoded(AutoencoderParts parts)
        {
            VaeDecoder decoder = parts.Decoder.With(VaeTiling.On);
            return decoder.Decode(Latents(14, 15), new(4, 14, 15), new RunWarnings(), default)[0].Pixels.ToArray();
        }
    }

    [Fact]
    public void Decode_SmallPictures_AreInOnePieceUnlessAskedFor()
    {
        float[] latents = Latents(14, 15);
        byte[] Decoded(VaeTiling mode)
        {
            VaeDecoder decoder = _autoencoder.Decoder.With(mode);
            return decoder.Decode(latents, new(4, 14, 15), new RunWarnings(), default)[0].Pixels.ToArray();
        }

        Assert.Equal(Decoded(VaeTiling.Off), Decoded(VaeTiling.Auto));
        Assert.NotEqual(Decoded(VaeTiling.Off), Decoded(VaeTiling.On));
    }

    [Theory]
    [InlineData("{\"sample_size\": 1024}", 8, 128, 96)]
    [InlineData("{\"sample_size\": 512}", 8, 64, 48)]
    [InlineData("{}", 8, 4, 3)]
    [InlineData("{\"sample_size\": 500}", 8, 60, 45)]
    [InlineData("{\"sample_size\": 8}", 8, 4, 3)]
    [InlineData("{\"_class_name\": \"AutoencoderDC\"}", 32, 16, 14)]
    [InlineData("{\"_class_name\": \"AutoencoderTiny\"}", 8, 64, 56)]
    public void Policy_On_TakesTheTilesOfDiffusers(string config, int factor, int size, int stride)
    {
        TilePolicy policy = Policy(config, factor) with { Mode = VaeTiling.On };
        Assert.Equal(new TileGrid(size, stride), policy.For(new(4, size + 1, size)));
        Assert.Null(policy.For(new(4, size, size)));
    }

    [Fact]
    public void Policy_Auto_TilesAboveTwoMegapixels()
    {
        TilePolicy policy = Policy("{\"sample_size\": 1024}", 8);
        Assert.Null(policy.For(new(4, 128, 256)));
        Assert.Equal(new TileGrid(64, 48), policy.For(new(4, 129, 256)));
        Assert.Null((policy with { Mode = VaeTiling.Off }).For(new(4, 512, 512)));
    }

    private static TilePolicy Policy(string config, int factor)
    {
        using TemporaryFolder folder = new(("config.json", config));
        return TilePolicy.From(ModelConfig.Read(folder["config.json"]), factor);
    }

    /// <summary>In the denoiser's scale, of which the references know nothing.</summary>
    private float[] Latents(int height, int width)
    {
        float[] latents = _references.Values<float>($"{height}x{width}.latents").ToArray();
        ModelConfig config = ModelConfig.Read(ReferenceFiles.Path("tiny", "stable_diffusion", "vae_decoder", "config.json"));
        LatentScaling.From(config).FromVae(latents);
        return latents;
    }
}
