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
        int factor = 1 << (config.Count("block_out_channels", fallback: DefaultLevels) - 1);
        LatentScaling scaling = LatentScaling.From(config);
        return new AutoencoderParts(
            graphs.Find("vae_encoder") is { } encoder ? new VaeEncoder(encoder, scaling) : null,
            new VaeDecoder(graphs["vae_decoder"], scaling, factor),
            config.Optional<int?>("latent_channels") ?? DefaultChannels);
    }
}
