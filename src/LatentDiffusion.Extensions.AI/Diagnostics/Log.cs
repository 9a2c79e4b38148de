using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Extensions.AI;

/// <summary>What is logged. Prompts never are.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Loading the model {Model}.")]
    public static partial void Loading(ILogger logger, string model);

    [LoggerMessage(2, LogLevel.Information, "Loaded the model {Model} in {Seconds:0.00} s.")]
    public static partial void Loaded(ILogger logger, string model, double seconds);

    [LoggerMessage(3, LogLevel.Error, "The model {Model} cannot be loaded.")]
    public static partial void LoadFailed(ILogger logger, string model, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Unloading the model {Model}.")]
    public static partial void Unloading(ILogger logger, string model);

    [LoggerMessage(10, LogLevel.Debug, "Generation {Job} waits for the model {Model}; {Ahead} are before it.")]
    public static partial void Enqueued(ILogger logger, string job, string model, int ahead);

    [LoggerMessage(
        11,
        LogLevel.Information,
        "Generation {Job} with {Model} drew {Count} picture(s) in {Seconds:0.00} s, after {Waited:0.00} s in the queue.")]
    public static partial void Completed(ILogger logger, string job, string model, int count, double seconds, double waited);

    [LoggerMessage(12, LogLevel.Information, "Generation {Job} was cancelled.")]
    public static partial void Cancelled(ILogger logger, string job);

    [LoggerMessage(13, LogLevel.Warning, "Generation {Job} with {Model} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string job, string model, string reason);

    [LoggerMessage(14, LogLevel.Error, "Generation {Job} with {Model} failed.")]
    public static partial void Failed(ILogger logger, string job, string model, Exception exception);
}
