using System.CommandLine;
using System.Runtime.CompilerServices;
using LatentDiffusion.Extensions.AI;
using LatentDiffusion.Hub;
using LatentDiffusion.Models.Emoji;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelSource = LatentDiffusion.Extensions.AI.ModelSource;

namespace LatentDiffusion.Cli;

/// <summary>Serves models over HTTP.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 7860; // stable-diffusion-webui's, which its clients try first

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("serve", "Serves a page to draw with, and the APIs of OpenAI and stable-diffusion-webui.");
        ModelOptions model = new();
        ServeOptions options = new();
        options.AddTo(command);
        model.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            async () =>
            {
                (string path, ModelLoader loader) = model.Find(parsed, null, cancellationToken);
                RequirePath("--model", path);
                var others = Others(options, parsed, model, cancellationToken);
                WebApplication app = Build(options, parsed, model, [new(model.NameOf(parsed), () => loader.Load()), .. others]);
                await using ConfiguredAsyncDisposable disposal = app.ConfigureAwait(false);
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
                foreach (string url in app.Urls) Console.Error.WriteLine($"Serving {url} (Ctrl+C ends it).");
                await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static WebApplication Build(
        ServeOptions options, ParseResult parsed, ModelOptions model, ModelSource[] sources)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address(parsed), parsed.GetValue(options.Port) ?? DefaultPort);
        });
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // what fails at the start is told anyway
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("LatentDiffusion", LogLevel.Information);
        builder.Services.AddRoutingCore();
        RequireOwnNames(sources);
        LatentDiffusionBuilder models = builder.Services.AddLatentDiffusion(o => options.Read(parsed, o));
        foreach (ModelSource source in sources) models.AddModel(source.Name, source.Load);
        models.AddServer(o =>
        {
            options.Read(parsed, o);
            foreach (string adapter in model.AdapterNames(parsed)) o.Loras.Add(adapter);
        });
        builder.Services.AddHealthChecks().AddLatentDiffusion();
        WebApplication app = builder.Build();
        app.MapLatentDiffusion();
        app.MapHealthChecks("/health");
        return app;
    }

    /// <summary>The models beside the first, fetched where they are names.</summary>
    private static IEnumerable<ModelSource> Others(
        ServeOptions options, ParseResult parsed, ModelOptions model, CancellationToken cancellationToken)
    {
        var others = options.Others(parsed);
        PipelineOptions further = others.Length > 0 ? model.OfFurtherModels(parsed) : new PipelineOptions();
        foreach (var (name, given) in others)
        {
            if (given is null)
            {
                yield return new(name, () => EmojiModel.CreatePipeline(further));
                continue;
            }

            string path = HubModels.PathOf(given, HubPipelines.VariantFor(further), cancellationToken);
            RequirePath("--add-model", path);
            PipelineOptions fitting = further with { Variant = HubPipelines.VariantIn(path, further) };
            yield return new(name, () => LatentDiffusionPipeline.Load(path, fitting));
        }
    }

    private static void RequirePath(string option, string path)
    {
        if (!Path.Exists(path)) throw new ArgumentException($"{option}: there is no folder or file '{path}'.");
    }

    /// <summary>Refuses a name that two models have: the second would take the place of the first.</summary>
    private static void RequireOwnNames(IEnumerable<ModelSource> sources)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        if (sources.FirstOrDefault(source => !seen.Add(source.Name)) is { } twice)
            throw new ArgumentException(
                $"--add-model: '{twice.Name}' is the name of another model that is served, case aside; give each one of its own.");
    }
}
