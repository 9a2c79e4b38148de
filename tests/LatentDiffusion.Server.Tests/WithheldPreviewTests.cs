using System.Text.Json;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Server.Tests;

/// <summary>Where a stage looks at what is given back, no way leads around it.</summary>
public sealed class WithheldPreviewTests
{
    [Fact]
    public async Task NoPictureLeaves_ButThroughTheStage()
    {
        await using RunningServer server = await RunningServer.StartAsync(load: () => EmojiModel.CreatePipeline(
            new PipelineOptions { Threads = 1, ImageStages = [new BlackStage()] }));
        object asked = new { prompt = "a red apple", steps = 150, width = 64, height = 64, seed = 1 };
        Task<JsonElement> drawing = server.PostAsync("sdapi/v1/txt2img", asked);
        await Wait.UntilAsync(() => server.Pool.Running is [{ Status.Step: not null }]);
        for (int k = 0; k < 3; k++)
        {
            int step = server.Pool.Running[0].Status.Step!.Value.Step;
            JsonElement progress = await server.GetAsync("sdapi/v1/progress");
            Assert.Equal(JsonValueKind.Null, progress.GetProperty("current_image").ValueKind);
            await Wait.UntilAsync(() => server.Pool.Running[0].Status.Step!.Value.Step > step + 1);
        }

        await server.PostAsync("sdapi/v1/interrupt", new { });
        JsonElement interrupted = await drawing;
        Assert.Empty(interrupted.GetProperty("images").EnumerateArray());
        Assert.Contains("\"interrupted\":true", interrupted.GetProperty("info").GetString(), StringComparison.Ordinal);

        object streamed = new { prompt = "a red apple", steps = 8, size = "64x64", stream = true, partial_images = 3 };
        var events = await Events.PostAsync(server, "v1/images/generations", streamed);
        var (name, data) = Assert.Single(events);
        Assert.Equal("image_generation.completed", name);
        Assert.Equal(-1, Pictures.Read(data.GetProperty("b64_json")).Pixels.IndexOfAnyExcept((byte)0));
    }

    private sealed class BlackStage : IImageStage
    {
        public string Name => "black";

        public bool WithholdsPreviews => true;

        public RgbImage Apply(RgbImage image, ImageStageContext context) => new(image.Width, image.Height, new byte[image.Pixels.Length]);
    }
}
