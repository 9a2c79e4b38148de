using System.Text.Json;
using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>
/// The part of stable-diffusion-webui's API that its clients use
/// (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/api/api.py).
/// </summary>
internal static class WebuiEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.WithTags("stable-diffusion-webui");
        group.MapPost("/txt2img", (HttpContext c, Drawing d, WebuiState s) => DrawAsync(c, d, s, isImage: false))
            .WithSummary("Draws pictures from text.").Accepts<DrawBody>("application/json");
        group.MapPost("/img2img", (HttpContext c, Drawing d, WebuiState s) => DrawAsync(c, d, s, isImage: true))
            .WithSummary("Draws pictures from a picture, or fills in parts of it.")
            .Accepts<DrawBody>("application/json");
        group.MapGet("/progress", (WebuiState state, string? skip_current_image) =>
            ServerJson.Answer(WebuiProgress.Of(state, LooseBoolean.Parse(skip_current_image ?? "") == true)))
            .WithSummary("Tells how far the generation is that runs.");
        group.MapPost("/interrupt", Interrupt).WithSummary("Ends the generation that runs, with what there is of it.");
        group.MapPost("/skip", Interrupt).WithSummary("The same.");
        group.MapGet("/options", (WebuiState state) => ServerJson.Answer(Options(state))).WithSummary("Tells the settings.");
        group.MapPost("/options", SetOptionsAsync).WithSummary("Changes settings: sd_model_checkpoint, CLIP_stop_at_last_layers.");
        WebuiLists.Map(group);
        WebuiTools.Map(group);
    }

    private static async Task<IResult> DrawAsync(HttpContext context, Drawing drawing, WebuiState state, bool isImage)
    {
        JsonElement echo = await ServerJson.ReadElementAsync(context).ConfigureAwait(false);
        DrawBody body = echo.Deserialize<DrawBody>(ServerJson.Options) ?? throw new JsonException("it is null.");
        WebuiSettings settings = state.Settings.With(body.OverrideSettings, drawing.Models.Names);
        WebuiRefusals.Check(echo, body, isImage);
        DrawReading reading = new(drawing.Options);
        GenerationRequest request = isImage ? reading.Image(body, settings) : reading.Text(body, settings);
        if (new LooseFields(echo).IsFalse("override_settings_restore_afterwards")) state.Keep(settings);
        GenerationJob job = drawing.Begin(request, settings.Model, DrawReading.Fit);
        using Attendance attendance = new(job, context.RequestAborted);
        try
        {
            GenerationResult result = await job.Completion.ConfigureAwait(false);
            return ServerJson.Answer(WebuiAnswer.Of(job, result, echo, body.SendImages ?? true));
        }
        catch (OperationCanceledException) when (job.IsInterrupted && !context.RequestAborted.IsCancellationRequested)
        {
            return ServerJson.Answer(WebuiAnswer.Interrupted(job, echo, body.SendImages ?? true)); // webui answers with what there is
        }
    }

    private static IResult Interrupt(WebuiState state)
    {
        state.Interrupt();
        return ServerJson.Answer(new { });
    }

    private static Dictionary<string, object?> Options(WebuiState state) => new()
    {
        ["sd_model_checkpoint"] = state.Model,
        ["CLIP_stop_at_last_layers"] = state.Settings.ClipSkip ?? 1,
        ["samples_format"] = "png",
    };

    private static async Task<IResult> SetOptionsAsync(HttpContext context, WebuiState state)
    {
        state.Set(await ServerJson.ReadElementAsync(context).ConfigureAwait(false));
        return ServerJson.Answer(new { });
    }
}
