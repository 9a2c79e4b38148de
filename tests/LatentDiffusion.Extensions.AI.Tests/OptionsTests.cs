using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Extensions.AI.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task Section_IsBoundAndItsModelDraws()
    {
        using IHost host = Build(
            ("Models:small:Path", EmojiModel.Directory), ("Models:small:DefaultSteps", "2"), ("Models:small:DefaultScheduler", "lcm"),
            ("Models:small:Threads", "1"), ("DefaultModel", "small"), ("Concurrency", "2"), ("QueueCapacity", "7"), ("LoadedModels", "3"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        LatentDiffusionOptions options = host.Services.GetRequiredService<IOptions<LatentDiffusionOptions>>().Value;
        Assert.Equal((2, 7, 3, "small"), (options.Concurrency, options.QueueCapacity, options.LoadedModels, options.DefaultModel));
        GenerationResult result = await host.Services.GetRequiredService<GenerationPool>()
            .GenerateAsync(new GenerationRequest("a red apple"), cancellationToken: TestContext.Current.CancellationToken);
        GenerationParameters told = Assert.Single(result.Images).Parameters;
        Assert.Equal((2, "LCM"), (told.Steps, told.Sampler));
    }

    [Fact]
    public async Task Adapters_AreWhatTheModelIsLoadedWith()
    {
        using IHost host = Build(
            ("Models:small:Path", EmojiModel.Directory), ("Models:small:Loras:0:Path", EmojiModel.FastAdapter),
            ("Models:small:Loras:0:Scale", "0.5"), ("Models:small:Loras:0:Name", "fast"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        GenerationRequest request = new("a red apple") { Steps = 1, Seed = 1, Width = 64, Height = 64 };
        GenerationResult drawn = await host.Services.GetRequiredService<GenerationPool>()
            .GenerateAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(
            EmojiModel.Directory, new PipelineOptions { Loras = [new LoraFile(EmojiModel.FastAdapter) { Scale = 0.5, Name = "fast" }] });
        Assert.Equal(pipeline.Generate(request).Latents.ToArray(), drawn.Latents.ToArray());
    }

    [Theory]
    [InlineData("Concurrency", "0", "Concurrency is 0; it must be from 1 to 64")]
    [InlineData("Concurrency", "65", "Concurrency is 65; it must be from 1 to 64")]
    [InlineData("QueueCapacity", "0", "QueueCapacity is 0; it must be from 1 to 100000")]
    [InlineData("MaxBatch", "65", "MaxBatch is 65; it must be from 1 to 64")]
    [InlineData("LoadedModels", "-1", "LoadedModels is -1; it must be at least 1")]
    [InlineData("DefaultModel", "none", "DefaultModel is 'none'; it must be one of the models: emoji")]
    [InlineData("Models:x:Path", "nowhere", "Models:x:Path is 'nowhere'; there is no such folder or file")]
    [InlineData("Models:x:Provider", "gpu9", "Models:x:Provider is 'gpu9'; it must be one of cuda")]
    [InlineData("Models:x:Threads", "0", "Models:x:Threads is 0; it must be at least 1")]
    [InlineData("Models:x:DefaultSteps", "0", "Models:x:DefaultSteps is 0; it must be at least 1")]
    [InlineData("Models:x:DefaultSteps", "1001", "DefaultSteps")]
    [InlineData("Models:x:DefaultGuidanceScale", "NaN", "DefaultGuidanceScale")]
    [InlineData("Models:x:DefaultScheduler", "dpm9", "Models:x:DefaultScheduler: There is no scheduler 'dpm9'")]
    [InlineData("Models:x:LoraFolder", "nowhere", "LoraFolder is 'nowhere'; there is no such folder")]
    [InlineData("Models:x:Loras:0:Path", "nowhere", "Models:x:Loras: 'nowhere'; there is no such file")]
    [InlineData("Models:x:PreviewDecoder", "nowhere", "PreviewDecoder is 'nowhere'; there is no such folder or file")]
    [InlineData("Models:x:Precision", "99", "Precision is 99; it must be one of Auto")]
    public async Task WrongValue_IsToldAtTheStart(string key, string value, string message)
    {
        bool needsPath = key.StartsWith("Models", StringComparison.Ordinal) && key != "Models:x:Path";
        (string, string)[] path = needsPath ? [("Models:x:Path", EmojiModel.Directory)] : [];
        using IHost host = Build([.. path, (key, value)], b => b.AddModel("emoji", App.Load));
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownKey_IsToldAtTheStart()
    {
        using IHost host = Build(("Concurency", "2"));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Concurency", error.Message, StringComparison.Ordinal);
    }

    private static IHost Build(params (string Key, string Value)[] values) => Build(values, _ => { });

    private static IHost Build((string Key, string Value)[] values, Action<LatentDiffusionBuilder> models)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(values.Select(v => KeyValuePair.Create("Draw:" + v.Key, (string?)v.Value)));
        models(builder.Services.AddLatentDiffusion(builder.Configuration.GetSection("Draw")));
        return builder.Build();
    }
}
