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

    private static Task<McpClient> ConnectAsync(RunningServer server) => McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new Uri(server.Address, "mcp") }), cancellationToken: Token);
}
