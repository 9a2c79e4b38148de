using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LatentDiffusion.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion.Server;

/// <summary>Drawing as a tool of the Model Context Protocol (https://modelcontextprotocol.io).</summary>
[McpServerToolType]
internal sealed class DrawingTool
{
    /// <summary>Draws a picture.</summary>
    [McpServerTool(Name = "draw_picture", Title = "Draw a picture", Destructive = false, OpenWorld = false)]
    [Description("Draws a picture from a description with a latent diffusion model.")]
    public static async Task<IEnumerable<ContentBlock>> DrawAsync(
        Drawing drawing,
        IProgress<ProgressNotificationValue> progress,
        [Description("What the picture should show.")] string prompt,
        [Description("What it should not show.")] string? negative_prompt = null,
        [Description("Width in pixels; the model's own unless given."), Range(1, MaxSide)] int? width = null,
        [Description("Height in pixels; the model's own unless given."), Range(1, MaxSide)] int? height = null,
        [Description("Denoising steps; more take longer."), Range(1, MaxSteps)] int? steps = null,
        [Description("The same seed draws the same picture.")] long? seed = null,
        [Description("Name of the model; the default one unless given.")] string? model = null,
        CancellationToken cancellationToken = default)
    {
        GenerationRequest request = new(prompt ?? "")
        {
            NegativePrompt = negative_prompt, Width = width, Height = height, Steps = steps, Seed = RequestLimits.SeedOf(seed),
        };
        GenerationJob job = drawing.Begin(request, model);
        using Attendance attendance = new(job, cancellationToken);
        await foreach (JobStatus status in job.WatchAsync(cancellationToken).ConfigureAwait(false))
            if (status.Step is { } step) progress.Report(new() { Progress = step.Step, Total = step.Steps });
        GeneratedImage image = (await job.Completion.ConfigureAwait(false)).Images[0];
        return
        [
            ImageContentBlock.FromBytes(image.Encode(ImageFormat.Png), "image/png"),
            new TextContentBlock { Text = $"{image.Width}x{image.Height}, seed {image.Seed}." },
        ];
    }
}
