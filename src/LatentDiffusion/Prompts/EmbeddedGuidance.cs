using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts of consistency models (Luo et al. 2023, https://arxiv.org/abs/2310.04378, section 4.2): the guidance scale is an
/// input of the U-Net, and in place of guidance. It is beside ControlNets too, where diffusers forgets it for pictures that start from
/// others (pipeline_controlnet_img2img.py, pipeline_controlnet_inpaint.py) and guides a model that was not made for that.
/// </summary>
/// <param name="prompts">What else the U-Net is conditioned on.</param>
/// <param name="size">Size of the embedding of the scale.</param>
internal sealed class EmbeddedGuidance(IPromptEncoder prompts, int size) : IPromptEncoder
{
    /// <summary>The input.</summary>
    public const string Input = "timestep_cond";

    private const int MinSize = 4, MaxSize = 1 << 16;

    /// <inheritdoc/>
    public IReadOnlyList<string> Inputs => [.. prompts.Inputs, Input];

    /// <inheritdoc/>
    public bool ReadsWeights => prompts.ReadsWeights;

    /// <summary>The prompts, with this around them where the U-Net has the input.</summary>
    public static IPromptEncoder Of(IPromptEncoder prompts, ModelFolder folder, OnnxGraph unet)
    {
        if (!unet.Inputs.TryGetValue(Input, out TensorSpec? declared)) return prompts;
        int size = declared.Dimensions is [.., > 0 and var last] ? last : folder.Config("unet").Required<int>("time_cond_proj_dim");
        return size is >= MinSize and <= MaxSize
            ? new EmbeddedGuidance(prompts, size)
            : throw new ModelFormatException(
                $"{unet.Path}: '{Input}' is declared with a size of {size}; it must be from {MinSize} to {MaxSize}.");
    }

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        Conditioning unguided = prompts.Encode(plan with { GuidanceScale = 1 }, steps, cancellationToken);
        ConditionTensor scale = new(Input, Embed(plan.GuidanceScale - 1), [size]);
        return unguided with { Branches = [.. unguided.Branches.Select(branch => (IReadOnlyList<ConditionTensor>)[.. branch, scale])] };
    }

    /// <summary>Sines, then cosines, of geometric frequencies (diffusers' <c>get_guidance_scale_embedding</c>).</summary>
    private float[] Embed(float w)
    {
        float[] embedding = new float[size];
        int half = size / 2;
        for (int i = 0; i < half; i++)
        {
            double angle = 1000 * w * Math.Exp(-Math.Log(10000) / (half - 1) * i);
            (embedding[i], embedding[half + i]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
        }

        return embedding;
    }
}
