using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>A generation as OpenAI's events: previews, then each picture.</summary>
/// <param name="context">The request that they answer.</param>
/// <param name="job">The generation.</param>
/// <param name="output">The files that are asked for.</param>
/// <param name="name">What the names of events begin with.</param>
/// <param name="partialImages">How many previews at most.</param>
internal sealed class ImageEvents(HttpContext context, GenerationJob job, OutputFile output, string name, int partialImages)
{
    private readonly EventStream _events = new(context);

    /// <summary>Sends them. What fails before the first is an ordinary error, later an event.</summary>
    public async Task SendAsync()
    {
        try
        {
            await SendPreviewsAsync().ConfigureAwait(false);
            GenerationResult result = await job.Completion.ConfigureAwait(false);
            if (!context.Response.HasStarted) _events.Begin();
            foreach (GeneratedImage image in result.Images)
                await SendAsync("completed", output.Encode(image), $"{image.Width}x{image.Height}", index: null).ConfigureAwait(false);
        }
        catch (Exception error) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await _events.SendAsync("error", ErrorForms.OpenAi(Fault.Of(error))).ConfigureAwait(false);
        }
    }

    private async Task SendPreviewsAsync()
    {
        int sent = 0;
        RgbImage? last = null;
        await foreach (JobStatus status in job.WatchAsync(context.RequestAborted).ConfigureAwait(false))
        {
            // Begun only once it runs: a request that the model refuses is answered by a status of its own.
            if (status.Step is not { Preview: [var preview, ..] } step || ReferenceEquals(preview, last)) continue;
            if (sent == partialImages || step.Step == step.Steps) continue;
            if (sent == 0) _events.Begin();
            await SendAsync("partial_image", output.Encode(preview), $"{preview.Width}x{preview.Height}", sent++).ConfigureAwait(false);
            last = preview;
        }
    }

    private Task SendAsync(string kind, string base64, string size, int? index)
    {
        string type = $"{name}.{kind}";
        Dictionary<string, object> data = new()
        {
            ["type"] = type,
            ["b64_json"] = base64,
            ["background"] = "opaque",
            ["created_at"] = job.Created.ToUnixTimeSeconds(),
            ["output_format"] = output.Name,
            ["quality"] = "auto",
            ["size"] = size,
        };
        if (index is { } i) data["partial_image_index"] = i;
        else data["usage"] = Usage;
        return _events.SendAsync(type, data);
    }

    /// <summary>Nothing is counted or charged.</summary>
    private static object Usage => new
    {
        input_tokens = 0, input_tokens_details = new { image_tokens = 0, text_tokens = 0 }, output_tokens = 0, total_tokens = 0,
    };
}
