namespace LatentDiffusion.Provenance;

/// <summary>Blocks of a picture where tiles lie at one place, transformed once for all variants that read them.</summary>
/// <param name="luminance">The picture.</param>
/// <param name="sharpen">Sharpens it.</param>
/// <param name="place">Where tiles lie.</param>
internal sealed class PlacedBlocks(Plane luminance, Func<float, Plane> sharpen, TilePlace place)
{
    private readonly Dictionary<float, float[]> _coefficients = [];
    private readonly Dictionary<SkippedBlocks, bool[]?> _skipped = [];

    /// <summary>Where tiles lie.</summary>
    public TilePlace Place => place;

    /// <summary>Folds a variant's soft values into one tile.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="count">How many coefficients of each block count, from the first.</param>
    /// <param name="tile">The sums.</param>
    public void Fold(MarkVariant variant, int count, Span<float> tile)
    {
        if (!_coefficients.TryGetValue(variant.Sharpening, out float[]? coefficients))
            _coefficients[variant.Sharpening] = coefficients = BlockTransform.ByCoefficient(sharpen(variant.Sharpening), place);
        if (!_skipped.TryGetValue(variant.Skipped, out bool[]? skipped))
            _skipped[variant.Skipped] = skipped = SoftTile.Skipped(luminance, place, variant.Skipped);
        SoftTile.Fold(coefficients, place.Across(luminance.Width), variant.Gain, count, place, skipped, tile);
    }
}
