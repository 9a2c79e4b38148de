using System.Numerics.Tensors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// Tells checkpoints of Stable Diffusion 2 apart, which have the same keys and shapes: the base model, for 512x512, predicts noise, the one
/// for 768x768 velocity.
/// </summary>
internal static class SecondVersion
{
    private const string Step = "global_step";

    /// <summary>
    /// Steps that the base model was trained for, by which diffusers tells it too
    /// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/loaders/single_file_utils.py).
    /// </summary>
    private const double BaseStep = 875_000;

    /// <summary>
    /// A bias whose values velocity has spread further
    /// (https://github.com/comfyanonymous/ComfyUI/blob/v0.3.60/comfy/supported_models.py, <c>SD20.model_type</c>).
    /// </summary>
    private static readonly string[] Bias =
        ["output_blocks.11.1.transformer_blocks.0.norm1.bias", "up_blocks.3.attentions.2.transformer_blocks.0.norm1.bias"];

    private const double LargestDeviationOfNoise = 0.09;

    /// <summary>Whether it predicts noise: what the file says itself goes first; one that gives no hint is taken for the other.</summary>
    public static bool PredictsNoise(Weights weights)
    {
        if (CheckpointMarkers.Of(weights).Prediction is var (type, _)) return type == PredictionType.Epsilon;
        ComponentKeys keys = ComponentKeys.OfDenoiser(weights);
        if (keys.Find(Step) is { } step && StoredNumber.Of(step) == BaseStep) return true;
        if (keys.Find(Bias) is not { Type.IsReal: true, Shape: [> 0] } bias) return false;
        using SafetensorsFile file = SafetensorsFile.Open(bias.File);
        float[] values = StoredValues.ToSingle(bias.Type, file.Bytes(bias), (int)bias.Shape[0]);
        return TensorPrimitives.StdDev<float>(values) <= LargestDeviationOfNoise;
    }
}
