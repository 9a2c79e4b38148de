using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Server.Tests;

/// <summary>
/// What clients of stable-diffusion-webui send and ask, as their source has it: the files in <c>Clients</c> say which. Only sizes and
/// steps were made smaller.
/// </summary>
public sealed class ClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Recordings => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Clients");

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recording_IsAnsweredWithWhatItsClientReads(string file)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string text = (await File.ReadAllTextAsync(Path.Combine(Folder, file), Token))
            .Replace("$PICTURE", Pictures.DataUrl(Pictures.Pattern(64)), StringComparison.Ordinal)
            .Replace("$MASK", Pictures.DataUrl(Pictures.Half(64)), StringComparison.Ordinal);
        JsonNode recording = JsonNode.Parse(text)!;
        JsonElement json = await server.PostAsync((string)recording["path"]!, recording["body"]!);
        Assert.Equal((int)recording["images"]!, json.GetProperty("images").GetArrayLength());
        foreach (JsonElement image in json.GetProperty("images").EnumerateArray())
            Assert.Equal(((int)recording["width"]!, (int)recording["height"]!), Size(Pictures.Read(image)));

        JsonElement info = JsonDocument.Parse(json.GetProperty("info").GetString()!).RootElement;
        Assert.Equal((string)recording["body"]!["prompt"]!, info.GetProperty("prompt").GetString());
        Assert.Equal(info.GetProperty("seed").GetInt64(), info.GetProperty("all_seeds")[0].GetInt64());
        Assert.Equal((int)recording["width"]!, info.GetProperty("width").GetInt32());
        Assert.StartsWith("a red apple", info.GetProperty("infotexts")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, json.GetProperty("parameters").ValueKind);
    }

    /// <summary>The source 'auto': ping, samplers, schedulers, models, upscalers, and the model as it is set.</summary>
    [Fact]
    public async Task SillyTavern_Connects()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string? model = (await server.GetAsync("sdapi/v1/options")).GetProperty("sd_model_checkpoint").GetString();
        foreach (string list in (string[])["samplers", "schedulers", "upscalers", "latent-upscale-modes"])
            Assert.All(await ListAsync(server, list), item => Assert.NotEmpty(item.GetProperty("name").GetString()!));
        Assert.Contains(model, (await ListAsync(server, "sd-models")).Select(m => m.GetProperty("title").GetString()));
        Assert.Empty(await ListAsync(server, "sd-vae"));
        await server.PostAsync("sdapi/v1/options", new { sd_model_checkpoint = model });
        JsonElement progress = await server.GetAsync("sdapi/v1/progress");
        Assert.Equal(0, progress.GetProperty("progress").GetDouble());
        Assert.Equal(0, progress.GetProperty("state").GetProperty("job_count").GetInt32());
    }

    /// <summary>The getters of WebUIApi, and that its helper for enlarging is answered.</summary>
    [Fact]
    public async Task Webuiapi_ReadsItsListsAndEnlarges()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string[] lists =
        [
            "samplers", "schedulers", "upscalers", "sd-models", "sd-vae", "hypernetworks", "face-restorers", "realesrgan-models",
            "prompt-styles", "loras",
        ];
        foreach (string list in lists) await ListAsync(server, list);
        foreach (string thing in (string[])["options", "cmd-flags", "progress", "memory", "embeddings", "scripts"])
            Assert.Equal(JsonValueKind.Object, (await server.GetAsync("sdapi/v1/" + thing)).ValueKind);
        foreach (string command in (string[])["interrupt", "skip", "refresh-checkpoints"])
            await server.PostAsync("sdapi/v1/" + command, new { });
        JsonElement enlarged = await server.PostAsync("sdapi/v1/extra-single-image", new
        {
            resize_mode = 0, show_extras_results = true, gfpgan_visibility = 0, codeformer_visibility = 0, codeformer_weight = 0,
            upscaling_resize = 2, upscaling_resize_w = 512, upscaling_resize_h = 512, upscaling_crop = true, upscaler_1 = "None",
            upscaler_2 = "None", extras_upscaler_2_visibility = 0, upscale_first = false, image = Pictures.DataUrl(Pictures.Pattern(32)),
        });
        Assert.Equal((32, 32), Size(Pictures.Read(enlarged.GetProperty("image")))); // webui itself enlarges by no upscaler that is None
        Assert.Equal(JsonValueKind.String, enlarged.GetProperty("html_info").ValueKind);
    }

    /// <summary>httpx, given a text, sends no content type; the name of a model is looked up among the list's <c>model_name</c>.</summary>
    [Fact]
    public async Task Dify_SendsNoContentType()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string? model = (await ListAsync(server, "sd-models"))[0].GetProperty("model_name").GetString();
        foreach (var (path, body) in ((string, string)[])
            [
                ("sdapi/v1/options", JsonSerializer.Serialize(new { sd_model_checkpoint = model })),
                ("sdapi/v1/txt2img", """{"prompt":"a red apple","width":32,"height":32,"steps":1}"""),
            ])
        {
            using ByteArrayContent content = new(System.Text.Encoding.UTF8.GetBytes(body));
            using HttpResponseMessage response = await server.Client.PostAsync(path, content, Token);
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static (int Width, int Height) Size(RgbImage image) => (image.Width, image.Height);

    private static async Task<JsonElement[]> ListAsync(RunningServer server, string name)
    {
        JsonElement list = await server.GetAsync("sdapi/v1/" + name);
        Assert.Equal(JsonValueKind.Array, list.ValueKind);
        return [.. list.EnumerateArray()];
    }
}
