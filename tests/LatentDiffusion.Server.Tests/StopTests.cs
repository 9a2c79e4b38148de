using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>The end of a server on which pictures are drawn: they are cancelled, and whoever waits for them is told.</summary>
public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_CancelsWhatRunsAndWaits_AndAnswersEach()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Task<HttpResponseMessage> webui = Post("sdapi/v1/txt2img", new { prompt = "a", steps = 150, width = 256, height = 256 });
        await Wait.UntilAsync(() => server.Pool.Running is [{ Status.Step: not null }]);
        Task<HttpResponseMessage> openAi = Post("v1/images/generations", new { prompt = "b", steps = 150 });
        await Wait.UntilAsync(() => server.Pool.Waiting.Count == 1);
        long began = Stopwatch.GetTimestamp();
        await server.StopAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10); // alone it takes tenths; 150 steps take half a minute
        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[await webui, await openAi])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("cancelled", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            answer.Dispose();
        }

        Task<HttpResponseMessage> Post(string path, object body) => server.Client.PostAsJsonAsync(path, body, Token);
    }
}
