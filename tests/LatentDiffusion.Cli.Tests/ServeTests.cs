using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace LatentDiffusion.Cli.Tests;

public sealed class ServeTests
{
    [Fact]
    public async Task Serve_AnswersOnThisMachineAndEndsByControlC()
    {
        CliProcess.RequireInterrupts();
        using WorkFolder folder = new();
        int port = FreePort();
        CliProcess process = CliProcess.Start(
            folder.Path, ["serve", "--port", $"{port}", "--add-model", "other=emoji", "--safety", "refuse", "--safety-threshold", "1e-12"]);
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        process.WaitUntil(() => Answers(client));
        string models = await client.GetStringAsync("v1/models", TestContext.Current.CancellationToken);
        Assert.Contains("\"emoji\"", models, StringComparison.Ordinal);
        Assert.Contains("\"other\"", models, StringComparison.Ordinal);
        string page = await client.GetStringAsync("", TestContext.Current.CancellationToken);
        Assert.Contains("<title>LatentDiffusion", page, StringComparison.Ordinal);
        foreach (string model in (string[])["emoji", "other"])
        {
            using HttpResponseMessage refused = await client.PostAsJsonAsync(
                "v1/images/generations", new { prompt = "a", steps = 1, model }, TestContext.Current.CancellationToken);
            Assert.Contains(
                "content_policy_violation",
                await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }

        process.Interrupt();
        CliResult result = process.WaitForResult();
        Assert.Contains($"Serving http://127.0.0.1:{port}", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("--host 0.0.0.0", "needs --api-key")]
    [InlineData("--host example.org", "is not an IP address")]
    [InlineData("--port 70000", "is not a port")]
    [InlineData("--queue 0", "is not a number from 1 to")]
    [InlineData("--concurrency 65", "is not a number from 1 to 64")]
    [InlineData("--add-model x", "is not NAME=MODEL")]
    [InlineData("--add-model x=nowhere", "there is no folder or file 'nowhere'")]
    [InlineData("--model nowhere/at/all", "--model: there is no folder or file 'nowhere/at/all'")]
    [InlineData("--add-model Emoji=emoji", "'Emoji' is the name of another model")]
    [InlineData("--add-model x=emoji --add-model X=emoji", "'X' is the name of another model")]
    [InlineData("--allow-origin example.org", "--allow-origin holds 'example.org', which no browser names as an origin")]
    public void WrongOption_IsToldBeforeAnythingIsServed(string options, string message)
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run(["serve", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private static bool Answers(HttpClient client)
    {
        try
        {
            using HttpResponseMessage response = client.Send(new HttpRequestMessage(HttpMethod.Get, "health"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
