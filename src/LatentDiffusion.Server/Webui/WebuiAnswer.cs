using System.Globalization;
using System.Text.Json;
using LatentDiffusion.Extensions.AI;
using LatentDiffusion.Generation;

namespace LatentDiffusion.Server;

/// <summary>The answers of <c>txt2img</c> and <c>img2img</c>.</summary>
internal static class WebuiAnswer
{
    /// <summary>The answer with pictures.</summary>
    public static object Of(GenerationJob job, GenerationResult result, JsonElement echo, bool sendsImages)
    {
        GeneratedImage first = result.Images[0];
        GenerationParameters parameters = first.Parameters;
        string info = ServerJson.Text(new
        {
            prompt = parameters.Prompt,
            all_prompts = result.Images.Select(i => i.Parameters.Prompt),
            negative_prompt = parameters.NegativePrompt,
            all_negative_prompts = result.Images.Select(i => i.Parameters.NegativePrompt),
            seed = first.Seed,
            all_seeds = result.Images.Select(i => i.Seed),
            subseed = first.Seed,
            all_subseeds = result.Images.Select(i => i.Seed),
            subseed_strength = 0,
            width = first.Width,
            height = first.Height,
            sampler_name = parameters.Sampler,
            cfg_scale = parameters.GuidanceScale,
            steps = parameters.Steps,
            batch_size = result.Images.Count,
            restore_faces = false,
            sd_model_name = job.Model,
            denoising_strength = parameters.Strength,
            infotexts = result.Images.Select(i => i.Parameters.ToText()),
            index_of_first_image = 0,
            job_timestamp = job.Created.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            warnings = FieldNames.InWebuiWarnings(result.Warnings),
        });
        string[] images = sendsImages ? [.. result.Images.Select(i => Convert.ToBase64String(i.Encode(ImageFormat.Png)))] : [];
        return new { images, parameters = echo, info };
    }

    /// <summary>The answer to one that was interrupted: the last preview, if there is one, and what is known of it.</summary>
    public static object Interrupted(GenerationJob job, JsonElement echo, bool sendsImages)
    {
        GenerationRequest request = job.Request;
        RgbImage? first = job.Status.Step?.Preview?[0];
        string[] images = sendsImages
            ? [.. (job.Status.Step?.Preview ?? []).Select(p => Convert.ToBase64String(p.Encode(ImageFormat.Png)))] : [];
        string info = ServerJson.Text(new
        {
            prompt = request.Prompt,
            negative_prompt = request.NegativePrompt,
            seed = request.Seed,
            all_seeds = Enumerable.Range(0, request.Count).Select(k => request.Seed + k),
            width = request.Width ?? first?.Width,
            height = request.Height ?? first?.Height,
            sampler_name = request.Scheduler is { } s ? SamplerText.Of(s, SchedulerOptions.Empty).Sampler : null,
            cfg_scale = request.GuidanceScale,
            steps = request.Steps ?? job.Status.Step?.Steps,
            sd_model_name = job.Model,
            interrupted = true,
            infotexts = images.Select(_ => ""),
        });
        return new { images, parameters = echo, info };
    }
}
