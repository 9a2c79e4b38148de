using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Unhealthy where a model cannot be loaded, degraded where the queue is full.</summary>
/// <param name="models">The models.</param>
/// <param name="pool">The queue.</param>
internal sealed class LatentDiffusionHealthCheck(ModelStore models, GenerationPool pool) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        int waiting = pool.Waiting.Count;
        Dictionary<string, object> data = new()
        {
            ["waiting"] = waiting, ["running"] = pool.Running.Count, ["capacity"] = pool.Capacity, ["loaded"] = models.Loaded,
        };
        IReadOnlyDictionary<string, Exception> failures = models.Failures;
        HealthCheckResult result = failures.Count > 0
            ? new(
                context.Registration.FailureStatus,
                string.Join(" ", failures.Select(f => $"The model {f.Key} cannot be loaded: {f.Value.Message}")),
                failures.Values.First(),
                data)
            : waiting >= pool.Capacity ? HealthCheckResult.Degraded("The queue is full.", data: data)
            : models.Names.Count == 0 ? HealthCheckResult.Degraded("There is no model.", data: data)
            : HealthCheckResult.Healthy(data: data);
        return Task.FromResult(result);
    }
}
