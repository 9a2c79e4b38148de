using LatentDiffusion.Generation;

namespace LatentDiffusion;

/// <summary>What draws a picture again, of the parameters in its file.</summary>
public static class ParametersReading
{
    /// <summary>
    /// The request that draws the picture again: to the same pixels where the picture is of this library (of this version, the same model
    /// and hardware), and as near as may be where it is of stable-diffusion-webui. One of several that were drawn together
    /// (<c>Batch size</c>) is drawn alone, which may round the last digits of its latents otherwise.
    /// </summary>
    /// <param name="parameters">How the picture was made.</param>
    /// <param name="pictures">
    /// A request with what the picture was made from, which the text cannot hold: <see cref="ImageInput.Picture"/>,
    /// <see cref="ImageInput.Latents"/>, <see cref="Inpainting.Mask"/>, <see cref="DepthToImageOptions.DepthMap"/>,
    /// <see cref="GenerationRequest.Controls"/>. Nothing else of it counts. Default null: none.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A field cannot be read, there is no such scheduler, or a picture is missing, another, or not told of.
    /// </exception>
    public static GenerationRequest ToRequest(this GenerationParameters parameters, GenerationRequest? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new RequestReader(parameters).Read(pictures ?? new(""));
    }

    /// <summary>
    /// The options with what the picture says of how its model computed (precision, tiling, fused operators), so that it is drawn to the
    /// same pixels. Where the model and its adapters are, and the hardware, stay as they are given.
    /// </summary>
    /// <param name="parameters">How the picture was made.</param>
    /// <param name="options">The options of the pipeline that is to draw it again.</param>
    /// <exception cref="ArgumentException">A field cannot be read.</exception>
    public static PipelineOptions ToOptions(this GenerationParameters parameters, PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        return PipelineFields.ReadInto(options, parameters.Other);
    }
}
