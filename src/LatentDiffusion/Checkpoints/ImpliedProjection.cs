using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// OpenAI's CLIP in a single file of Stable Diffusion 3 is used without its projection of the pooled text, whether the file leaves it out
/// or not: in the graph it is the identity (<c>create_diffusers_clip_model_from_ldm</c> in
/// https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/loaders/single_file_utils.py).
/// A folder says what its projection is, and OpenCLIP's is that of the file.
/// </summary>
internal static class ImpliedProjection
{
    private const string Projection = "text_projection.weight", Prefix = "clip_l.transformer.";

    /// <summary>The projection, where a parameter is it; null for others.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="prefix">What stands before most keys of the component, or null where none was found.</param>
    /// <param name="weights">The checkpoint.</param>
    public static BoundParameter? For(TemplateParameter parameter, string? prefix, Weights weights)
    {
        if (parameter.Name != Projection || parameter.Shape is not [var rows, var columns] || rows != columns) return null;
        if (prefix?.EndsWith(Prefix, StringComparison.Ordinal) != true) return null;
        StoredTensor nowhere = new(prefix + Projection, StoredType.Float32, parameter.Shape, weights.Path, 0, 0);
        return new BoundParameter(parameter, nowhere, new StoredLayout(nowhere.Key)) { IsIdentity = true };
    }
}
