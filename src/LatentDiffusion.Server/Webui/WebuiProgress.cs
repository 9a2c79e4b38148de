using System.Globalization;
using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server;

/// <summary>The answer of <c>progress</c>.</summary>
internal static class WebuiProgress
{
    /// <summary>How far the generation is that runs.</summary>
    public static object Of(WebuiState state, bool skipsImage)
    {
        GenerationJob? job = state.Current;
        JobStatus? status = job?.Status;
        GenerationStep? step = status?.Step;
        double progress = status?.Progress ?? 0;
        double left = progress > 0 ? step!.Value.Elapsed.TotalSeconds * (1 - progress) / progress : 0;
        if (!skipsImage) job?.RequestPreview(); // who polls for pictures sees one at the next poll; else none is decoded
        RgbImage? preview = skipsImage ? null : step?.Preview?[0];
        return new
        {
            progress,
            eta_relative = left,
            state = new
            {
                skipped = false,
                interrupted = status?.State == JobState.Cancelled,
                stopping_generation = false,
                job = job?.Id ?? "",
                job_count = state.Jobs,
                job_timestamp = (job?.Created ?? default).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
                job_no = 0,
                sampling_step = step?.Step ?? 0,
                sampling_steps = step?.Steps ?? 0,
            },
            current_image = preview is null ? null : Convert.ToBase64String(preview.Encode(ImageFormat.Png)),
            textinfo = status is { State: JobState.Waiting, Position: > 0 } ? $"{status.Position} before it" : null,
            current_task = job?.Id,
        };
    }
}
