using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Traces and metrics by the OpenTelemetry conventions for generative AI
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/), with the attributes for pictures that Microsoft.Extensions.AI adds.
/// </summary>
public static class LatentDiffusionTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "LatentDiffusion";

    private const string Operation = "generate_content", Provider = "latent_diffusion";

    // The bucket boundaries that the conventions prescribe for gen_ai.client.operation.duration.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "Time from the request to its pictures, waiting included.", tags: null, Seconds);

    private static readonly Histogram<double> ServerDuration = Meter.CreateHistogram(
        "gen_ai.server.request.duration", "s", "Time that the model took.", tags: null, Seconds);

    private static readonly Histogram<double> Waited = Meter.CreateHistogram(
        "latent_diffusion.queue.duration", "s", "Time in the queue.", tags: null, Seconds);

    private static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>(
        "latent_diffusion.queue.length", "{request}", "Requests that wait.");

    private static readonly Counter<long> Images = Meter.CreateCounter<long>(
        "latent_diffusion.images", "{image}", "Pictures that were drawn.");

    /// <summary>Begins the span of a job.</summary>
    internal static Activity? Start(GenerationJob job)
    {
        Activity? activity = null;
        Observers.Tell(() => activity = Begin(job));
        return activity;
    }

    /// <summary>Counts a request that begins or ends to wait.</summary>
    internal static void Queue(GenerationJob job, int change) =>
        Observers.Tell(() => Waiting.Add(change, new KeyValuePair<string, object?>("gen_ai.request.model", job.Model)));

    /// <summary>Ends the span of a job and records how long it took.</summary>
    /// <param name="activity">The span, if anyone listens.</param>
    /// <param name="job">The job.</param>
    /// <param name="drawing">Time that the model took.</param>
    /// <param name="error">What it failed by; null for pictures.</param>
    internal static void Stop(Activity? activity, GenerationJob job, TimeSpan drawing, Exception? error)
    {
        Observers.Tell(() => Record(activity, job, drawing, error));
        Observers.Tell(() => activity?.Dispose());
    }

    private static Activity? Begin(GenerationJob job)
    {
        Activity? activity = Source.StartActivity($"{Operation} {job.Model}", ActivityKind.Internal, job.Parent);
        GenerationRequest request = job.Request;
        return activity?.SetTag("gen_ai.operation.name", Operation)
            .SetTag("gen_ai.provider.name", Provider)
            .SetTag("gen_ai.request.model", job.Model)
            .SetTag("gen_ai.output.type", "image")
            .SetTag("gen_ai.request.choice.count", request.Count == 1 ? null : request.Count)
            .SetTag("gen_ai.request.seed", request.Seed)
            .SetTag("gen_ai.request.image.width", request.Width)
            .SetTag("gen_ai.request.image.height", request.Height)
            .SetTag("latent_diffusion.job.id", job.Id)
            .SetTag("latent_diffusion.request.steps", request.Steps)
            .SetTag("latent_diffusion.request.guidance_scale", request.GuidanceScale);
    }

    private static void Record(Activity? activity, GenerationJob job, TimeSpan drawing, Exception? error)
    {
        TagList tags = new()
        {
            { "gen_ai.operation.name", Operation },
            { "gen_ai.provider.name", Provider },
            { "gen_ai.request.model", job.Model },
            { "gen_ai.response.model", job.Model },
        };
        if (error is null)
        {
            Images.Add(job.Request.Count, tags);
            activity?.SetTag("gen_ai.response.model", job.Model);
        }
        else
        {
            tags.Add("error.type", error.GetType().FullName);
            activity?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }

        Duration.Record((job.Waited + drawing).TotalSeconds, tags);
        ServerDuration.Record(drawing.TotalSeconds, tags);
        Waited.Record(job.Waited.TotalSeconds, tags);
    }
}
