using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Extensions.AI.Tests;

/// <summary>Loggers and listeners that fail: the jobs that they look at are drawn, refused and cancelled all the same.</summary>
public sealed class ObserverTests
{
    private const string Model = "observed"; // listeners hear the other tests too

    private static readonly GenerationRequest Small = new("x") { Width = 32, Height = 32 };

    [Fact]
    public async Task FailingListeners_LoseNoJob()
    {
        int heard = 0;
        using ActivityListener activities = new()
        {
            ShouldListenTo = source => source.Name == LatentDiffusionTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => Throw(activity.DisplayName.EndsWith(Model, StringComparison.Ordinal)),
        };
        ActivitySource.AddActivityListener(activities);
        using MeterListener meters = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LatentDiffusionTelemetry.Name) listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(IsOwn(tags)));
        meters.SetMeasurementEventCallback<int>((_, _, tags, _) => Throw(IsOwn(tags)));
        meters.Start();
        await using App app = new(null, models => models.AddModel(Model, App.Load));
        await DrawsAndRefusesAsync(app.Pool);
        Assert.True(heard > 0);

        void Throw(bool isOwn)
        {
            if (!isOwn) return;
            Interlocked.Increment(ref heard);
            throw new IOException("The collector is gone.");
        }

        static bool IsOwn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
                if (Equals(tag.Value, Model)) return true;
            return false;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FailingLoggers_LoseNoJob(bool asksFirst)
    {
        FailingLogger logger = new(asksFirst);
        await using App app = new();
        IOptions<LatentDiffusionOptions> options = app.Services.GetRequiredService<IOptions<LatentDiffusionOptions>>();
        using ModelStore models = new(options, [new("emoji", App.Load)], new Logger<ModelStore>(logger));
        await using GenerationPool pool = new(models, options, new Logger<GenerationPool>(logger));
        await DrawsAndRefusesAsync(pool);
        Assert.True(logger.Calls > 0);
    }

    private static async Task DrawsAndRefusesAsync(GenerationPool pool)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await pool.GenerateAsync(Small, cancellationToken: token).WaitAsync(TimeSpan.FromMinutes(1), token);
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => pool.GenerateAsync(Small with { Steps = 0 }, cancellationToken: token).WaitAsync(TimeSpan.FromMinutes(1), token));
        GenerationResult again = await pool.GenerateAsync(Small, cancellationToken: token).WaitAsync(TimeSpan.FromMinutes(1), token);
        Assert.Single(again.Images);
        Assert.Empty(pool.Running);
    }

    /// <summary>Its disk is full.</summary>
    private sealed class FailingLogger(bool asksFirst) : ILogger, ILoggerFactory
    {
        private int _calls;

        public int Calls => _calls;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => asksFirst ? Fail<bool>() : true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Fail<int>();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        private T Fail<T>()
        {
            Interlocked.Increment(ref _calls);
            throw new IOException("No space left on device.");
        }
    }
}
