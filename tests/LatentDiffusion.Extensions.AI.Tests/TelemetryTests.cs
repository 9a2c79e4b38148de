using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LatentDiffusion.Extensions.AI.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpansAndMetrics_FollowTheConventions()
    {
        List<Activity> spans = [];
        List<Metric> metrics = [];
        using TracerProvider tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(LatentDiffusionTelemetry.Name).AddInMemoryExporter(spans).Build();
        using MeterProvider metering = Sdk.CreateMeterProviderBuilder()
            .AddMeter(LatentDiffusionTelemetry.Name).AddInMemoryExporter(metrics).Build();
        const string Model = "measured"; // other tests measure beside this one
        await using (App app = new(null, b => b.AddModel(Model, App.Load)))
        {
            GenerationRequest request = new("a secret prompt") { Count = 2, Width = 64, Height = 32, Seed = 9 };
            await app.Pool.GenerateAsync(request, cancellationToken: Token);
            await Assert.ThrowsAnyAsync<ArgumentException>(
                () => app.Pool.GenerateAsync(request with { Width = 3 }, cancellationToken: Token));
        }

        metering.ForceFlush();
        Activity[] own = [.. spans.Where(s => (string?)s.GetTagItem("gen_ai.request.model") == Model)];
        Assert.Equal(2, own.Length);
        Activity span = own[0];
        Assert.Equal($"generate_content {Model}", span.DisplayName);
        Assert.Equal("generate_content", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("latent_diffusion", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("image", span.GetTagItem("gen_ai.output.type"));
        Assert.Equal(2, span.GetTagItem("gen_ai.request.choice.count"));
        Assert.Equal(9L, span.GetTagItem("gen_ai.request.seed"));
        Assert.Equal((64, 32), (span.GetTagItem("gen_ai.request.image.width"), span.GetTagItem("gen_ai.request.image.height")));
        Assert.DoesNotContain(span.TagObjects, t => t.Value is string s && s.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(ActivityStatusCode.Error, own[1].Status);
        Assert.Equal(typeof(ArgumentException).FullName, own[1].GetTagItem("error.type"));

        Assert.Equal([1, 1], Counts("gen_ai.client.operation.duration"));
        Assert.Equal([1, 1], Counts("gen_ai.server.request.duration"));
        Assert.Equal([1, 1], Counts("latent_diffusion.queue.duration"));
        Assert.Equal(2, Points("latent_diffusion.images").Sum(p => p.GetSumLong()));
        Assert.Equal(0, Points("latent_diffusion.queue.length").Sum(p => p.GetSumLong()));

        IEnumerable<long> Counts(string name) => Points(name).Select(p => p.GetHistogramCount()).ToArray();

        MetricPoint[] Points(string name)
        {
            List<MetricPoint> points = [];
            foreach (ref readonly MetricPoint point in metrics.Single(m => m.Name == name).GetMetricPoints())
                foreach (var tag in point.Tags)
                    if (tag.Key == "gen_ai.request.model" && (string?)tag.Value == Model) points.Add(point);
            return [.. points];
        }
    }

    [Fact]
    public async Task Job_BelongsToTheSpanOfItsCaller()
    {
        List<Activity> spans = [];
        using TracerProvider tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(LatentDiffusionTelemetry.Name, "caller").AddInMemoryExporter(spans).Build();
        using ActivitySource caller = new("caller");
        await using App app = new();
        using Activity outer = caller.StartActivity("outer")!;
        await app.Pool.GenerateAsync(new("x") { Width = 32, Height = 32 }, cancellationToken: Token);
        Assert.Contains(spans, s => s.ParentSpanId == outer.SpanId && s.TraceId == outer.TraceId);
    }

    [Fact]
    public async Task Log_TellsWhatHappensAndNoPrompts()
    {
        await using App app = new();
        GenerationRequest request = new("a secret prompt") { Width = 32, Height = 32 };
        await app.Pool.GenerateAsync(request, cancellationToken: Token);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => app.Pool.GenerateAsync(request with { Steps = 0 }, cancellationToken: Token));
        Assert.Equal([1, 2, 11, 13], app.Logs.Entries.Select(e => e.Id).Distinct().Order());
        Assert.Contains(app.Logs.Entries, e => e.Level == LogLevel.Warning && e.Text.Contains("Steps is 0", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.Entries, e => e.Text.Contains("secret", StringComparison.Ordinal));
    }
}
