using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server;

/// <summary>A job as the page sees it.</summary>
internal static class JobView
{
    /// <summary>How far a job is, with the pictures of one that is done.</summary>
    public static object Of(GenerationJob job) => Of(job, job.Status, preview: null);

    /// <summary>How far it was at a moment.</summary>
    public static object Of(GenerationJob job, JobStatus status, RgbImage? preview) => new
    {
        id = job.Id,
        state = status.State.ToString().ToLowerInvariant(),
        position = status.Position,
        step = status.Step?.Step ?? 0,
        steps = status.Step?.Steps ?? 0,
        preview = preview is null ? null : "data:image/jpeg;base64," + Convert.ToBase64String(preview.Encode(ImageFormat.Jpeg, 80)),
        error = status.IsFinal && job.Completion is { IsFaulted: true, Exception: { } error } ? Fault.Of(error.GetBaseException()).Message : null,
        images = job.Completion.IsCompletedSuccessfully ? job.Completion.Result.Images.Select((image, k) => Picture(job, image, k)) : [],
        warnings = job.Completion.IsCompletedSuccessfully ? FieldNames.InWarnings(job.Completion.Result.Warnings) : [],
    };

    private static object Picture(GenerationJob job, GeneratedImage image, int index) => new
    {
        url = $"api/jobs/{job.Id}/images/{index}", seed = image.Seed, width = image.Width, height = image.Height,
        parameters = image.Parameters.ToText(),
    };
}
