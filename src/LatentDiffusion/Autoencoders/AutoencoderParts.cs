namespace LatentDiffusion;

/// <summary>The two halves of a model's autoencoder and the number of its latent channels.</summary>
internal sealed record AutoencoderParts(VaeEncoder? Encoder, VaeDecoder Decoder, int Channels)
{
    private const int DefaultChannels = 4, DefaultLevels = 4; // AutoencoderKL of Stable Diffusion

    /// <summary>Wires up <c>vae_decoder</c> and, where it is there, <c>vae_encoder</c>.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="graphs">Its graphs.</param>
    /// <param name="scaling">Reads the scale of the latents from the configuration, for a number of latent channels.</param>
    /// <exception cref="ModelFormatException">The configuration or a graph is not that of an autoencoder.</exception>
    public static AutoencoderParts From(ModelFolder folder, GraphSet graphs, Func<ModelConfig, int, LatentScaling> scaling)
    {
        ModelConfig config = folder.Config("vae_decoder");
        int channels = config.Optional<int?>("vq_embed_dim") ?? config.Optional<int?>("latent_channels") ?? DefaultChannels;
        LatentScaling scale = scaling(config, channels);
        TilePolicy tiles = TilePolicy.From(config, Factor(config));
        return new AutoencoderParts(
            graphs.Find("vae_encoder") is { } encoder ? new VaeEncoder(encoder, scale, tiles) : null,
            new VaeDecoder(graphs["vae_decoder"], scale, tiles),
            channels);
    }

    /// <summary>Wires up a second, cheap decoder for previews.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="channels">Latent channels of the model.</param>
    /// <exception cref="ModelFormatException">It is not a decoder, or not one for such latents.</exception>
    public static VaeDecoder Preview(OnnxGraph graph, ModelConfig config, int channels)
    {
        VaeDecoder decoder = new(graph, LatentScaling.WithShift(config), TilePolicy.From(config, Factor(config)));
        return decoder.Takes(channels)
            ? decoder
            : throw new ModelFormatException(
                $"{graph.Path}: the preview decoder is not made for the {channels} latent channels of this model.");
    }

    /// <summary>Each level but one halves the sides.</summary>
    private static int Factor(ModelConfig config) =>
        1 << (config.Count("block_out_channels", fallback: config.Count("decoder_block_out_channels", fallback: DefaultLevels)) - 1);
}
