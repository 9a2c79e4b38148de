namespace LatentDiffusion;

/// <summary>
/// Whether an autoencoder works on overlapping tiles, whose edges are blended. That bounds memory, which otherwise grows with the area of
/// the picture and, in its attention, with the square of that; colours may differ a little between tiles.
/// </summary>
public enum VaeTiling
{
    /// <summary>Tiles of 512 pixels for pictures above 2 megapixels (2048 * 1024); smaller ones are done in one piece.</summary>
    Auto,

    /// <summary>
    /// Tiles of the size that the autoencoder's configuration names, for larger pictures: what diffusers' <c>enable_tiling</c> does.
    /// </summary>
    On,

    /// <summary>Everything in one piece.</summary>
    Off,
}
