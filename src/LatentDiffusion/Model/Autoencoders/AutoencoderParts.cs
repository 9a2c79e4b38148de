using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>The two halves of a model's autoencoder and the number of its latent channels.</summary>
internal sealed record AutoencoderParts(VaeEncoder? Encoder, VaeDecoder Decoder, int Channels)
{
    private const int DefaultChannels = 4, DefaultLevels = 4; // AutoencoderKL of Stable Diffusion
    private const int MaxChannels = 1 << 12, MaxLevels = 8;

    /// <summary>Wires up <c>vae_decoder</c> and, where it is there, <c>vae_encoder</c>.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="graphs">Its graphs.</param>
    /// <param name="scaling">Reads the scale of the latents from the configuration, for a number of latent channels.</param>
    /// <exception cref="ModelFormatException">The configuration or a graph is not that of an autoencoder.</exception>
    public static AutoencoderParts From(ModelFolder folder, GraphSet graphs, Func<ModelConfig, int, LatentScaling> scaling)
    {
        ModelConfig config = folder.Config("vae_decoder");
        OnnxGraph graph = graphs["vae_decoder"];
        int channels = Stated(config, "vq_embed_dim") ?? Stated(config, "latent_channels") ?? DefaultOf(config, graph);
        LatentScaling scale = scaling(config, channels);
        if (config.IsAbsent)
            folder.Warnings.Add($"{config.Path}: the file is missing; latents are taken to be scaled by {Shown.Of(scale.Factor)}.");
        TilePolicy tiles = TilePolicy.From(config, config.IsAbsent ? VaeFactor.Of(graph) : Factor(config));
        return new AutoencoderParts(
            graphs.Find("vae_encoder") is { } encoder ? new VaeEncoder(encoder, scale, tiles) : null,
            new VaeDecoder(graph, scale, tiles),
            channels);
    }

    /// <summary>Reads a configuration as <see cref="From"/> does, for inspections.</summary>
    /// <returns>The number of latent channels, where it is stated.</returns>
    /// <exception cref="ModelFormatException">It is not that of an autoencoder.</exception>
    public static int? ChannelsOf(ModelConfig config, Func<ModelConfig, int, LatentScaling> scaling)
    {
        int? stated = Stated(config, "vq_embed_dim") ?? Stated(config, "latent_channels");
        scaling(config, stated ?? DefaultChannels);
        if (!config.IsAbsent) TilePolicy.From(config, Factor(config));
        return stated;
    }

    /// <summary>Wires up a second, cheap decoder for previews.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="channels">Latent channels of the model.</param>
    /// <exception cref="ModelFormatException">It is not a decoder, or not one for such latents.</exception>
    public static VaeDecoder Preview(OnnxGraph graph, ModelConfig config, int channels)
    {
        if (config.IsAbsent) throw new ModelFormatException($"{config.Path}: the file, which says how the latents are scaled, is missing.");
        VaeDecoder decoder = new(graph, LatentScaling.WithShift(config), TilePolicy.From(config, Factor(config)));
        return decoder.Takes(channels)
            ? decoder
            : throw new ModelFormatException(
                $"{graph.Path}: the preview decoder is not made for the {channels} latent channels of this model.");
    }

    private static int? Stated(ModelConfig config, string name) => config.Whole(name, 1, MaxChannels);

    /// <summary>Where there is no configuration at all, the graph knows better than the default of a class.</summary>
    private static int DefaultOf(ModelConfig config, OnnxGraph decoder) =>
        config.IsAbsent && decoder.Inputs[decoder.RequireInput("latent_sample", "latent")].Dimensions is [_, > 0 and var declared, ..]
            ? declared : DefaultChannels;

    /// <summary>Each level but one halves the sides.</summary>
    private static int Factor(ModelConfig config)
    {
        string name = config.Node("block_out_channels") is null ? "decoder_block_out_channels" : "block_out_channels";
        int levels = config.Count(name, DefaultLevels);
        return levels is >= 1 and <= MaxLevels
            ? 1 << (levels - 1)
            : throw new ModelFormatException($"{config.Path}: '{name}' has {levels} elements; an autoencoder has from 1 to {MaxLevels}.");
    }
}
