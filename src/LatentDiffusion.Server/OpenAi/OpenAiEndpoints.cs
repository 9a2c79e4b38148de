using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>OpenAI's Images API (https://platform.openai.com/docs/api-reference/images).</summary>
internal static class OpenAiEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.WithTags("OpenAI");
        group.MapPost("/images/generations", GenerateAsync)
            .WithSummary("Draws pictures.").Accepts<ImagesRequest>("application/json").Produces<ImagesResponse>();
        group.MapPost("/images/edits", EditAsync)
            .WithSummary("Draws a picture, or parts of it, anew.")
            .Accepts<ImagesRequest>("multipart/form-data", "application/json").Produces<ImagesResponse>();
        group.MapGet("/models", (Drawing drawing) => ServerJson.Answer(new
        {
            @object = "list", data = drawing.Models.Names.Select(Model),
        })).WithSummary("Lists the models.");
        group.MapGet("/models/{model}", (string model, Drawing drawing) => ServerJson.Answer(Model(drawing.Models.Resolve(model))))
            .WithSummary("Describes a model.");
    }

    private static object Model(string name) => new { id = name, @object = "model", created = 0, owned_by = "latent_diffusion" };

    private static async Task GenerateAsync(HttpContext context, Drawing drawing)
    {
        ImagesRequest body = await ServerJson.ReadAsync<ImagesRequest>(context).ConfigureAwait(false);
        await DrawAsync(context, drawing, body, ImagesReading.Read(body), "image_generation").ConfigureAwait(false);
    }

    private static async Task EditAsync(HttpContext context, Drawing drawing)
    {
        EditForm form = await EditForm.ReadAsync(context, drawing.Options.MaxBodyBytes).ConfigureAwait(false);
        GenerationRequest request = ImagesReading.Read(form, drawing.Options.InputLimits);
        await DrawAsync(context, drawing, form.Request, request, "image_edit").ConfigureAwait(false);
    }

    private static async Task DrawAsync(
        HttpContext context, Drawing drawing, ImagesRequest body, GenerationRequest request, string events)
    {
        OutputFile output = OutputFile.Of(body);
        int partial = body.Stream == true ? body.PartialImages ?? 0 : 0;
        GenerationJob job = drawing.Begin(
            request, string.IsNullOrEmpty(body.Model) ? null : body.Model, (given, model) => ImagesReading.Fit(given, model, partial));
        using Attendance attendance = new(job, context.RequestAborted);
        if (body.Stream == true)
        {
            await new ImageEvents(context, job, output, events, partial).SendAsync().ConfigureAwait(false);
            return;
        }

        GenerationResult result = await job.Completion.ConfigureAwait(false);
        ImagesResponse response = ImagesResponse.Of(job, result, output);
        await ServerJson.Answer(response).ExecuteAsync(context).ConfigureAwait(false);
    }
}
