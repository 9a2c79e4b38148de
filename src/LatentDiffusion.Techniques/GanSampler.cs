namespace LatentDiffusion.Techniques;

/// <summary>
/// The generator of an adversarial network (FastGAN, Liu et al. 2021, https://arxiv.org/abs/2101.04775). A picture takes one run; there is
/// no way from a picture back to its vector.
/// </summary>
public sealed class GanSampler : LatentVectorSampler
{
    /// <summary>Loads the graph.</summary>
    internal GanSampler(SamplerFolder folder)
        : base(folder, "generator")
    {
    }
}
