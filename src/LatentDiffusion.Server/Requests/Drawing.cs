using LatentDiffusion.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Server;

/// <summary>Lets requests into the queue that are within the limits.</summary>
internal sealed class Drawing
{
    private readonly GenerationPool _pool;

    /// <summary>Makes it.</summary>
    public Drawing(GenerationPool pool, ModelStore models, IOptions<ServerOptions> options) =>
        (_pool, Models, Options) = (pool, models, options.Value);

    /// <summary>The models.</summary>
    public ModelStore Models { get; }

    /// <summary>The limits.</summary>
    public ServerOptions Options { get; }

    /// <summary>Puts a request into the queue.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="model">Name of the model; null for the default one.</param>
    /// <param name="fit">Changes the request once the model is loaded.</param>
    /// <exception cref="RequestException">It is beyond a limit.</exception>
    /// <exception cref="QueueFullException">As many wait as may.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public GenerationJob Begin(
        GenerationRequest request, string? model, Func<GenerationRequest, ModelTraits, GenerationRequest>? fit = null)
    {
        RequestLimits.Check(request, Options);
        // A seed is chosen here, so that also a picture that is interrupted says which it had.
        return _pool.Enqueue(request with { Seed = request.Seed ?? Random.Shared.Next() }, model, (given, traits) =>
        {
            GenerationRequest fitting = fit is null ? given : fit(given, traits);
            RequestLimits.Check(fitting, Options, traits);
            return fitting;
        });
    }
}
