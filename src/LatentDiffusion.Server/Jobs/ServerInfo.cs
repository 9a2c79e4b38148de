using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>What the page asks besides jobs.</summary>
internal static class ServerInfo
{
    /// <summary>Models, schedulers, adapters and limits.</summary>
    public static IResult Of(Drawing drawing) => ServerJson.Answer(new
    {
        models = drawing.Models.Names,
        default_model = drawing.Models.Names.Count == 0 ? null : drawing.Models.Resolve(null),
        schedulers = Schedulers.Names.Select(n => n.Name),
        loras = drawing.Options.Loras,
        limits = new
        {
            side = drawing.Options.MaxSide, steps = drawing.Options.MaxSteps, count = drawing.Options.MaxCount,
            prompt = drawing.Options.MaxPromptLength,
        },
    });

    /// <summary>What a model can do.</summary>
    public static async Task<IResult> TraitsAsync(string model, HttpContext context, Drawing drawing)
    {
        using ModelLease lease = await drawing.Models.LeaseAsync(model, context.RequestAborted).ConfigureAwait(false);
        return ServerJson.Answer(lease.Pipeline.Traits);
    }

    /// <summary>Tokens of a prompt; no count for models whose encoders count otherwise, or that are not loaded.</summary>
    public static async Task<IResult> TokensAsync(HttpContext context, Drawing drawing)
    {
        TokensBody body = await ServerJson.ReadAsync<TokensBody>(context).ConfigureAwait(false);
        RequestLimits.Check(new GenerationRequest(body.Prompt ?? ""), drawing.Options);
        string model = drawing.Models.Resolve(body.Model);
        if (!drawing.Models.Loaded.Contains(model)) return ServerJson.Answer(new { count = (int?)null, room = (int?)null });
        using ModelLease lease = await drawing.Models.LeaseAsync(model, context.RequestAborted).ConfigureAwait(false);
        PromptSyntax syntax = body.Weighted == true && lease.Pipeline.Traits.ReadsWeights ? PromptSyntax.Weighted : PromptSyntax.Plain;
        (int Count, int Room)? tokens = lease.Pipeline.CountTokens(body.Prompt ?? "", syntax);
        return ServerJson.Answer(new { count = tokens?.Count, room = tokens?.Room });
    }

    /// <summary>What a picture says of how it was made.</summary>
    public static async Task<IResult> ParametersAsync(HttpContext context)
    {
        using MemoryStream file = new();
        await context.Request.Body.CopyToAsync(file, context.RequestAborted).ConfigureAwait(false);
        string text = ImageMetadata.ReadParameters(file.ToArray())
            ?? throw RequestException.NotFound("The picture does not say how it was made.");
        return ServerJson.Answer(new { text, parameters = GenerationParameters.Parse(text) });
    }

    private sealed record TokensBody(string? Prompt, string? Model, bool? Weighted);
}
