namespace LatentDiffusion;

/// <summary>The two halves of a model's autoencoder and the number of its latent channels.</summary>
internal sealed record AutoencoderParts(VaeEncoder? Encoder, VaeDecoder Decoder, int Channels)
{
    private const int DefaultChannels = 4, DefaultLevels = 4; // AutoencoderKL of Stable Diffusion

    /// <summary>Wires up <c>vae_decoder</c> and, where it is there, <c>vae_encoder</c>.</summary>
    /// <exception cref="ModelFormatException">The configuration or a graph is not that of an autoencoder.</exception>
    public static AutoencoderParts From(ModelFolder folder, GraphSet graphs)
    {
        ModelConfig config = folder.Config("vae_decoder");
        LatentScaling scaling = LatentScaling.From(config);
        TilePolicy tiles = TilePolicy.From(config, Factor(config));
        return new AutoencoderParts(
            graphs.Find("vae_encoder") is { } encoder ? new VaeEncoder(encoder, scaling, tiles) : null,
            new VaeDecoder(graphs["vae_decoder"], scaling, tiles),
            config.Optional<int?>("latent_channels") ?? DefaultChannels);
    }

    /// <summary>Wires up a second, cheap decoder for previews.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="channels">Latent channels of the model.</param>
    /// <exception cref="ModelFormatException">It is not a decoder, or not one for such latents.</exception>
    public static VaeDecoder Preview(OnnxGraph graph, ModelConfig config, int channels)
    {
        VaeDecoder decoder = new(graph, LatentScaling.From(config), TilePolicy.From(config, Factor(config)));
        return decoder.Takes(channels)
            ? decoder : throw new ModelFormatException($"{graph.Path}: the preview decoder is not made for the {channels} latent channels of this model.");
    }

    /// <summary>Each level but one halves the sides.</summary>
    private static int Factor(ModelConfig config) =>
        1 << (config.Count("block_out_channels", fallback: config.Count("decoder_block_out_channels", fallback: DefaultLevels)) - 1);
}
