using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>The page's own API: jobs with positions, progress by events, and cancelling.</summary>
internal static class JobEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.WithTags("Jobs");
        group.MapGet("/info", ServerInfo.Of).WithSummary("Lists models, schedulers, adapters and limits.");
        group.MapGet("/models/{model}", ServerInfo.TraitsAsync).WithSummary("Describes a model, loading it if needed.");
        group.MapPost("/tokens", ServerInfo.TokensAsync).WithSummary("Counts the tokens of a prompt.");
        group.MapPost("/parameters", (Delegate)ServerInfo.ParametersAsync)
            .WithSummary("Reads what a picture says of how it was made; the body is its file.");
        group.MapPost("/jobs", BeginAsync).WithSummary("Asks for pictures.").Accepts<JobBody>("application/json");
        group.MapGet("/jobs/{id}", (string id, JobShelf shelf) => ServerJson.Answer(JobView.Of(shelf.Find(id))))
            .WithSummary("Tells how far a job is.");
        group.MapDelete("/jobs/{id}", (string id, JobShelf shelf) =>
        {
            shelf.Find(id).Cancel();
            return TypedResults.NoContent();
        }).WithSummary("Cancels a job.");
        group.MapGet("/jobs/{id}/events", WatchAsync)
            .WithSummary("Tells how far a job is whenever that changes; whoever stops listening before its end cancels it.");
        group.MapGet("/jobs/{id}/images/{index:int}", ImageAsync).WithSummary("Gives a picture of a job that is done, as PNG.");
    }

    private static async Task<IResult> BeginAsync(HttpContext context, Drawing drawing, JobShelf shelf)
    {
        JobBody body = await ServerJson.ReadAsync<JobBody>(context).ConfigureAwait(false);
        GenerationRequest request = body.Read(drawing.Options.InputLimits);
        GenerationJob job = drawing.Begin(request, body.Model, (given, model) => Fit(given, model, body.Previews == true));
        shelf.Add(job);
        return ServerJson.Answer(JobView.Of(job), StatusCodes.Status202Accepted);
    }

    private static GenerationRequest Fit(GenerationRequest request, ModelTraits model, bool previews)
    {
        const int Most = 8; // of what a preview costs
        int steps = request.Steps ?? model.Steps;
        return PictureSize.Fit(request, model) with { PreviewInterval = previews ? Math.Max(1, steps / Most) : 0 };
    }

    private static async Task WatchAsync(string id, HttpContext context, JobShelf shelf)
    {
        GenerationJob job = shelf.Find(id);
        using Attendance attendance = new(job, context.RequestAborted);
        EventStream events = new(context);
        events.Begin();
        RgbImage? shown = null;
        await foreach (JobStatus status in job.WatchAsync(context.RequestAborted).ConfigureAwait(false))
        {
            if (status.IsFinal) break;
            RgbImage? preview = status.Step?.Preview?[0];
            object view = JobView.Of(job, status, ReferenceEquals(preview, shown) ? null : preview);
            await events.SendAsync("status", view).ConfigureAwait(false);
            shown = preview;
        }

        // A job tells its end a moment before its pictures.
        await ((Task)job.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await events.SendAsync("end", JobView.Of(job)).ConfigureAwait(false);
    }

    private static async Task<IResult> ImageAsync(string id, int index, JobShelf shelf)
    {
        GenerationJob job = shelf.Find(id);
        if (!job.Completion.IsCompletedSuccessfully) throw RequestException.NotFound("The job has no pictures.");
        IReadOnlyList<GeneratedImage> images = (await job.Completion.ConfigureAwait(false)).Images;
        if (index < 0 || index >= images.Count)
            throw RequestException.NotFound($"The job has no picture {index}; its last is {images.Count - 1}.");
        return TypedResults.Bytes(images[index].Encode(ImageFormat.Png), "image/png");
    }
}
