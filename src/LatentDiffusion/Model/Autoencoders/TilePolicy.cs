using LatentDiffusion.Checkpoints;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>When an autoencoder works on tiles, and on which.</summary>
/// <param name="Own">The tiles that diffusers would use.</param>
/// <param name="Factor">Pixels per latent element, along each side.</param>
internal sealed record TilePolicy(TileGrid Own, int Factor)
{
    private const int AutomaticPixels = 2048 * 1024, AutomaticTile = 512;
    private const int DefaultSampleSize = 32; // AutoencoderKL

    /// <summary>What the user wants.</summary>
    public VaeTiling Mode { get; init; }

    /// <summary>Reads the configuration of an autoencoder.</summary>
    public static TilePolicy From(ModelConfig config, int factor) => new(
        // AutoencoderTiny and AutoencoderDC have fixed tiles of 512 pixels that overlap by an eighth; AutoencoderKL's, by a quarter.
        config.Optional<string?>("_class_name") is "AutoencoderTiny" or "AutoencoderDC"
            ? Grid(AutomaticTile, factor, parts: 8)
            : Grid(SampleSize(config), factor, parts: 4),
        factor);

    /// <summary>The tiles for latents of a shape, or null to do them in one piece.</summary>
    public TileGrid? For(LatentShape latent) => Mode switch
    {
        VaeTiling.On when latent.Height > Own.Size || latent.Width > Own.Size => Own,
        VaeTiling.Auto when (long)latent.Height * latent.Width * Factor * Factor > AutomaticPixels => Grid(AutomaticTile, Factor, parts: 4),
        _ => null,
    };

    /// <summary>Of a list diffusers takes the first.</summary>
    private static int SampleSize(ModelConfig config) =>
        config.Node("sample_size") is null ? DefaultSampleSize : config.Sizes("sample_size")[0];

    /// <summary>
    /// Tiles that overlap by one of so many parts. Their size is rounded so that this is a whole number of latent elements.
    /// </summary>
    private static TileGrid Grid(int pixels, int factor, int parts)
    {
        int part = Math.Max(pixels / factor / parts, 1);
        return new TileGrid(parts * part, (parts - 1) * part);
    }
}
