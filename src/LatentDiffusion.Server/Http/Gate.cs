using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Server;

/// <summary>Stands before endpoints: lets in who may, and tells failures in the form of their API.</summary>
/// <param name="options">Who may.</param>
/// <param name="form">The form of errors.</param>
internal sealed partial class Gate(ServerOptions options, Func<Fault, object> form)
{
    private const int RetrySeconds = 2;

    private readonly ApiKeys _keys = new(options.ApiKeys);

    /// <summary>Puts a gate before all endpoints of a group, whatever maps them.</summary>
    public static void Guard(IEndpointConventionBuilder group, ServerOptions options, Func<Fault, object> form)
    {
        Gate gate = new(options, form);
        group.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } next) endpoint.RequestDelegate = context => gate.InvokeAsync(context, next);

            // Else routing answers a browser's preflight itself, with 405. ASP.NET Core's own middleware for CORS does the same, but is for
            // the application to put in, not for endpoints.
            foreach (IHttpMethodMetadata methods in endpoint.Metadata.OfType<IHttpMethodMetadata>()) methods.AcceptCorsPreflight = true;
        });
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            Origins.Check(context.Request, options.AllowedOrigins);
            Origins.Answer(context, options.AllowedOrigins);
            if (Origins.AnswerPreflight(context)) return;
            if (!_keys.Allow(context.Request))
                throw new RequestException(new Fault(
                    StatusCodes.Status401Unauthorized, "invalid_api_key", "The request brings no key, or a wrong one."));
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            Fault fault = Fault.Of(error);
            if (fault.IsOurs)
                Failed(context.RequestServices.GetRequiredService<ILogger<Gate>>(), context.Request.Path, error);
            await AnswerAsync(context, fault).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        if (fault.Status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = $"{RetrySeconds}";
        if (fault.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(form(fault), ServerJson.Options, context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Error, "The request to {Path} failed.")]
    private static partial void Failed(ILogger logger, string path, Exception error);
}
