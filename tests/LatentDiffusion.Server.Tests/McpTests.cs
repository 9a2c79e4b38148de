using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LatentDiffusion.Server.Tests;

/// <summary>Draws with the client of the protocol's own SDK.</summary>
public sealed class McpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tool_DrawsAPicture()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using McpClient client = await ConnectAsync(server);
        McpClientTool tool = Assert.Single(await client.ListToolsAsync(cancellationToken: Token));
        Assert.Equal("draw_picture", tool.Name);
        CallToolResult result = await tool.CallAsync(
            new Dictionary<string, object?> { ["prompt"] = "a penguin", ["seed"] = 5, ["width"] = 64, ["height"] = 64 },
            cancellationToken: Token);
        ImageContentBlock image = Assert.IsType<ImageContentBlock>(result.Content[0]);
        Assert.Equal("image/png", image.MimeType);
        Assert.Equal(
            Pictures.Direct(new("a penguin") { Seed = 5, Width = 64, Height = 64 }).Pixels, RgbImage.Decode(image.DecodedData.Span).Pixels);
        Assert.Equal("64x64, seed 5.", Assert.IsType<TextContentBlock>(result.Content[1]).Text);
    }

    [Fact]
    public async Task WrongCall_IsAnErrorWithWhy()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using McpClient client = await ConnectAsync(server);
        CallToolResult result = await client.CallToolAsync(
            "draw_picture", new Dictionary<string, object?> { ["prompt"] = "x", ["steps"] = 1000 }, cancellationToken: Token);
        Assert.True(result.IsError);
        Assert.Contains("allows at most 150", Assert.IsType<TextContentBlock>(result.Content[0]).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"steps":5}""", "There is no prompt.")]
    [InlineData("""{"prompt":null}""", "prompt must be a text.")]
    [InlineData("""{"prompt":["x"]}""", "prompt must be a text.")]
    [InlineData("""{"prompt":"x","steps":"many"}""", "steps must be an integer.")]
    [InlineData("""{"prompt":"x","width":1.5}""", "width must be an integer.")]
    [InlineData("""{"prompt":"x","seed":1e300}""", "seed must be an integer.")]
    [InlineData("""{"prompt":"x","height":5000000000}""", "height is 5000000000; it must be from 1 to 16384.")]
    [InlineData("""{"prompt":"x","model":"nothing"}""", "There is no model 'nothing'")]
    public async Task WrongArguments_AreNamed(string arguments, string named)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using McpClient client = await ConnectAsync(server);
        CallToolResult result = await client.CallToolAsync(
            "draw_picture", JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!, cancellationToken: Token);
        Assert.True(result.IsError);
        Assert.Contains(named, Assert.IsType<TextContentBlock>(result.Content[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WholeNumbers_AreIntegersHoweverTheyAreWritten()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using McpClient client = await ConnectAsync(server);
        const string Arguments = """{"prompt":"x","seed":5.0,"steps":"2","width":64.0,"height":64,"model":null}""";
        CallToolResult result = await client.CallToolAsync(
            "draw_picture", JsonSerializer.Deserialize<Dictionary<string, object?>>(Arguments)!, cancellationToken: Token);
        Assert.NotEqual(true, result.IsError);
        Assert.Equal("64x64, seed 5.", Assert.IsType<TextContentBlock>(result.Content[1]).Text);
    }

    private static Task<McpClient> ConnectAsync(RunningServer server) => McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new Uri(server.Address, "mcp") }), cancellationToken: Token);
}
