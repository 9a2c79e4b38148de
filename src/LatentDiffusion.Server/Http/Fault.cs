using System.Text.Json;
using LatentDiffusion.Extensions.AI;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>What went wrong, for a client.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">A sentence for people. Names nothing of the server that the client did not name.</param>
/// <param name="Parameter">The field that it is about, or null.</param>
internal sealed record Fault(int Status, string Code, string Message, string? Parameter = null)
{
    /// <summary>Whether it is the server's, whose log tells more.</summary>
    public bool IsOurs => Status == StatusCodes.Status500InternalServerError;

    /// <summary>What a failure means to a client.</summary>
    public static Fault Of(Exception error) => error switch
    {
        RequestException e => e.Fault,
        ModelNotFoundException e => new(StatusCodes.Status404NotFound, "model_not_found", e.Message, "model"),
        QueueFullException e => new(StatusCodes.Status429TooManyRequests, "queue_full", e.Message),
        PromptFormatException e => new(StatusCodes.Status400BadRequest, "invalid_prompt", ServerPaths.Without(e.Message), "prompt"),
        PromptRefusedException e => new(StatusCodes.Status400BadRequest, "content_policy_violation", e.Message, "prompt"),
        ImageRefusedException e => new(StatusCodes.Status400BadRequest, "content_policy_violation", e.Message),
        ImageFormatException e => new(StatusCodes.Status400BadRequest, "invalid_image", e.Message),
        NumericalException => new(
            StatusCodes.Status422UnprocessableEntity, "not_finite", "With these values the model computes no finite numbers."),
        ArgumentException e => OfValue(e),
        JsonException e => JsonFault.Of(e),
        BadHttpRequestException e => new(e.StatusCode, "bad_request", e.Message),
        InvalidDataException e => new(StatusCodes.Status400BadRequest, "invalid_form", e.Message),
        OperationCanceledException => new(StatusCodes.Status503ServiceUnavailable, "cancelled", "The generation was cancelled."),
        _ => new(StatusCodes.Status500InternalServerError, "server_error", "The generation failed; the server's log says why."),
    };

    private static Fault OfValue(ArgumentException error)
    {
        string text = error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
        var (message, field) = FieldNames.In(ServerPaths.Without(text), error.ParamName);
        return new(StatusCodes.Status400BadRequest, "invalid_value", message, field);
    }
}
