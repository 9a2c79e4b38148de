namespace LatentDiffusion;

/// <summary>Options of Stable Diffusion 2's depth to image.</summary>
public sealed record DepthToImageOptions : StableDiffusionOptions
{
    /// <summary>
    /// The depth of <see cref="ImageInput.Picture"/>, bright is near; only differences within it count. Of any size. Default null: the
    /// model predicts it.
    /// </summary>
    public RgbImage? DepthMap { get; init; }
}
