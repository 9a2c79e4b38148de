using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// A logger whose providers may fail, as one does whose disk is full: Microsoft.Extensions.Logging throws what they threw at the one who
/// logs. Here that would lose a job, and the worker that draws.
/// </summary>
/// <param name="logger">The logger.</param>
internal sealed class ForgivingLogger(ILogger logger) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel)
    {
        bool isEnabled = false;
        Observers.Tell(() => isEnabled = logger.IsEnabled(logLevel));
        return isEnabled;
    }

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Observers.Tell(() => logger.Log(logLevel, eventId, state, exception, formatter));
}
