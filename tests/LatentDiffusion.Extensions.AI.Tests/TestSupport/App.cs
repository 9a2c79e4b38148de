using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Extensions.AI.Tests;

/// <summary>The services of a small application.</summary>
internal sealed class App : IAsyncDisposable
{
    public const int Steps = 2;

    public App(Action<LatentDiffusionOptions>? configure = null, Action<LatentDiffusionBuilder>? models = null)
    {
        ServiceCollection services = new();
        Logs = new LogCollector();
        services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Logs);
        LatentDiffusionBuilder builder = services.AddLatentDiffusion(configure ?? (_ => { }));
        if (models is null) builder.AddModel("emoji", Load);
        else models(builder);
        services.AddHealthChecks().AddLatentDiffusion();
        Services = services.BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public LogCollector Logs { get; }

    public ModelStore Models => Services.GetRequiredService<ModelStore>();

    public GenerationPool Pool => Services.GetRequiredService<GenerationPool>();

    public IImageGenerator Generator => Services.GetRequiredService<IImageGenerator>();

    public static LatentDiffusionPipeline Load() =>
        EmojiModel.CreatePipeline(new PipelineOptions { DefaultSteps = Steps, Threads = 1 });

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
