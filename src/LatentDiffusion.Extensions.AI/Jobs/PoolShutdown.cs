using Microsoft.Extensions.Hosting;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Cancels the generations of an application as soon as it begins to stop. A server stops when the requests that it answers have ended, and
/// these wait for generations: without this it would stop when they are done, or when its patience is.
/// </summary>
/// <param name="pool">The generations.</param>
/// <param name="lifetime">Tells when the application stops.</param>
internal sealed class PoolShutdown(GenerationPool pool, IHostApplicationLifetime lifetime) : IHostedService
{
    private CancellationTokenRegistration _registration;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = lifetime.ApplicationStopping.UnsafeRegister(_ => pool.Stop(), null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _registration.Dispose();
        return Task.CompletedTask;
    }
}
