using LatentDiffusion.Checkpoints;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>What a ControlNet adds to one place of a U-Net.</summary>
/// <param name="Name">Name of the net's output and of the U-Net's input.</param>
/// <param name="Channels">Channels at that place.</param>
/// <param name="Halvings">How often the U-Net has halved the latents there.</param>
internal sealed record ControlResidual(string Name, int Channels, int Halvings)
{
    /// <summary>Name of that of the U-Net's middle.</summary>
    public const string Middle = "mid_block_additional_residual";

    private const int MaxBlocks = 8, MaxLayers = 64, MaxWidth = 1 << 16;

    /// <summary>
    /// Those of a U-Net: one after its first convolution, one after each layer of its encoding half and each halving, one in its middle
    /// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/models/unets/unet_2d_condition.py).
    /// </summary>
    /// <param name="config">Configuration of the U-Net.</param>
    /// <exception cref="ModelFormatException">The structure is not in it.</exception>
    public static IReadOnlyList<ControlResidual> Of(ModelConfig config)
    {
        int[] channels = config.Numbers<int>("block_out_channels");
        int[] layers = config.Numbers<int>("layers_per_block"); // one number for all blocks, or one for each
        bool isPlausible = layers.All(n => n is >= 0 and <= MaxLayers) && channels.All(n => n is > 0 and <= MaxWidth);
        if (!isPlausible || channels.Length is 0 or > MaxBlocks)
            throw new ModelFormatException(
                $"{config.Path}: 'block_out_channels' and 'layers_per_block' must be of 1 to {MaxBlocks} blocks, "
                + $"1 to {MaxWidth} channels and 0 to {MaxLayers} layers.");
        if (layers.Length != 1 && layers.Length != channels.Length)
            throw new ModelFormatException($"{config.Path}: 'layers_per_block' has {layers.Length} numbers for {channels.Length} blocks.");
        List<ControlResidual> residuals = [];
        Add(channels[0], 0);
        for (int block = 0; block < channels.Length; block++)
        {
            for (int layer = 0; layer < layers[layers.Length == 1 ? 0 : block]; layer++) Add(channels[block], block);
            if (block < channels.Length - 1) Add(channels[block], block + 1);
        }

        return [.. residuals, new ControlResidual(Middle, channels[^1], channels.Length - 1)];

        void Add(int width, int halvings) =>
            residuals.Add(new ControlResidual($"down_block_additional_residual_{residuals.Count}", width, halvings));
    }

    /// <summary>Its shape for a batch of latents; odd sizes are halved upwards.</summary>
    public long[] Shape(LatentShape latent, int rows) =>
        new LatentShape(Channels, Halved(latent.Height), Halved(latent.Width)).Batch(rows);

    private int Halved(int size) => (size + (1 << Halvings) - 1) >> Halvings;
}
