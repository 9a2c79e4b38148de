using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace LatentDiffusion.Hub;

/// <summary>Which requests are tried again, how often, and after which pause.</summary>
internal static partial class RetryPolicy
{
    /// <summary>The longest pause of our own, as a multiple of the first; huggingface_hub goes from 1 s to 8 s.</summary>
    private const int MaxDelayFactor = 8;

    private static readonly HttpStatusCode[] Passing =
    [
        HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout,
    ];

    /// <summary>Wraps what sends one try.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler inner, ModelHubOptions options) =>
        new ResilienceHandler(Pipeline(options)) { InnerHandler = inner };

    /// <summary>The pause before a further try, which doubles from one to the next.</summary>
    /// <param name="first">The first pause.</param>
    /// <param name="before">Tries again so far.</param>
    public static TimeSpan Pause(TimeSpan first, int before) => first * Math.Min(Math.Pow(2, before), MaxDelayFactor);

    /// <summary>The pause that an answer asks for, or null.</summary>
    public static TimeSpan? AskedFor(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests && response.Headers.TryGetValues("RateLimit", out var limits)
            && RateLimit().Match(limits.First()) is { Success: true } limit
            && int.TryParse(limit.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            return TimeSpan.FromSeconds(seconds);
        TimeSpan? asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(ModelHubOptions options) =>
        new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = Math.Max(1, options.Retries), // each request has a number of its own below
            Delay = options.RetryDelay,
            MaxDelay = options.RetryDelay * MaxDelayFactor,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = false, // it would be waited for however long it is
            ShouldHandle = args => ValueTask.FromResult(IsWorthwhile(args, options)),
            DelayGenerator = args => ValueTask.FromResult(
                args.Outcome.Result is { } response ? AskedFor(response, DateTimeOffset.UtcNow) : null),
            OnRetry = args =>
            {
                RequestOf(args.Context)?.Retrying?.Invoke(
                    Reason(args.Outcome) + FormattableString.Invariant($"; trying again in {args.RetryDelay.TotalSeconds:0.#} s"));
                return default;
            },
        }).Build();

    private static bool IsWorthwhile(RetryPredicateArguments<HttpResponseMessage> args, ModelHubOptions options)
    {
        if (RequestOf(args.Context) is not { } request || args.AttemptNumber >= request.Retries) return false;
        if (args.Outcome.Exception is { } fault)
            return fault is HttpRequestException { HttpRequestError: not HttpRequestError.SecureConnectionError };
        return args.Outcome.Result is { } response && Passing.Contains(response.StatusCode)
            && !(AskedFor(response, DateTimeOffset.UtcNow) > options.MaxRetryAfter);
    }

    private static HubRequest? RequestOf(ResilienceContext context) =>
        context.GetRequestMessage()?.Options.TryGetValue(HubRequest.Key, out HubRequest? request) == true ? request : null;

    private static string Reason(Outcome<HttpResponseMessage> outcome) => outcome.Result is { } response
        ? $"the server answered {(int)response.StatusCode}" : RemoteText.Clean(outcome.Exception?.Message ?? "no answer");

    /// <summary>As https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-09.html has it: <c>"api";r=0;t=55</c>.</summary>
    [GeneratedRegex(@"\br\s*=\s*0\s*;\s*t\s*=\s*([0-9]{1,9})")]
    private static partial Regex RateLimit();
}
