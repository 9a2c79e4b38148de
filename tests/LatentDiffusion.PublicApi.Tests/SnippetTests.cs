using System.Runtime.InteropServices;
using System.Text;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.PublicApi.Tests;

/// <summary>Runs every C# block of the README in an empty folder.</summary>
public sealed class SnippetTests : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();
    private readonly string _folder = Directory.CreateTempSubdirectory("latentdiffusion").FullName;

    public SnippetTests()
    {
        Directory.SetCurrentDirectory(_folder);
        byte[] black = new byte[3 * 128 * 128];
        new RgbImage(128, 128, black).Save("apple.png");
        black.AsSpan(black.Length / 2).Fill(255);
        new RgbImage(128, 128, black).Save("mask.png");
        Directory.CreateDirectory("models");
        Directory.CreateSymbolicLink("models/stable-diffusion-v1-5-onnx", EmojiModel.Directory);
        Directory.CreateSymbolicLink("models/dreamshaper-8", EmojiModel.Directory);
        Directory.CreateDirectory("loras");
        File.WriteAllBytes("loras/watercolour.safetensors", Adapter("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q", 192));
    }

    /// <summary>Names of the regions that the tests below run.</summary>
    public static IReadOnlyList<string> Ran { get; } =
    [
        "QuickStart", "Again", "Request", "DownloadedModel", "ModelByName", "Parts", "Lora", "LoraTags", "OwnModel", "Provider", "Cached",
        "FromAPicture", "LargerPictures", "Outpainting", "WeightedPrompt", "ChooseScheduler", "UseOwnScheduler", "OwnScheduler",
    ];

    [Fact]
    public void QuickStart() => Draws(Snippets.QuickStart, "apple.png");

    [Fact]
    public void Again()
    {
        Snippets.QuickStart(); // whose picture it draws anew
        Draws(Snippets.Again, "again.png");
        Assert.Equal(RgbImage.Load("apple.png").Pixels, RgbImage.Load("again.png").Pixels);
    }

    [Fact]
    public async Task Request()
    {
        await Snippets.Request();
        Assert.Equal(4, Directory.GetFiles(_folder, "apples-*.png").Length);
    }

    [Fact]
    public void DownloadedModel() => Draws(Snippets.DownloadedModel, "lighthouse.png");

    /// <summary>Without a network: the default model takes the other's place in a cache.</summary>
    [Fact]
    public async Task ModelByName()
    {
        const string Folder = "hub/models--stable-diffusion-v1-5--stable-diffusion-v1-5";
        const string Commit = "1111111111111111111111111111111111111111";
        Directory.CreateDirectory($"{Folder}/refs");
        File.WriteAllText($"{Folder}/refs/main", Commit);
        Directory.CreateDirectory($"{Folder}/snapshots");
        Directory.CreateSymbolicLink($"{Folder}/snapshots/{Commit}", EmojiModel.Directory);
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", Path.GetFullPath("hub"));
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
        try
        {
            await Snippets.ModelByName();
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_HUB_CACHE", null);
            Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", null);
        }

        Draws(() => { }, "lighthouse.png");
    }

    [Fact]
    public void Parts_WithoutTheFiles_NamesThem() =>
        Assert.Contains("charcoal.safetensors", Assert.Throws<ModelFormatException>(Snippets.Parts).Message, StringComparison.Ordinal);

    [Fact]
    public void Lora()
    {
        Draws(Snippets.Lora, "watercolour.png");
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load("models/dreamshaper-8");
        GenerationRequest request = new("a lighthouse on a cliff at dawn") { Seed = 1, Steps = 5 };
        float[] Latents() => pipeline.Generate(request).Latents.ToArray();
        float[] before = Latents();
        pipeline.LoadLora("loras/watercolour.safetensors", 0.8);
        Assert.NotEqual(before, Latents());
        pipeline.UnloadLora("watercolour");
        Assert.Equal(before, Latents());
    }

    [Fact]
    public void LoraTags()
    {
        Draws(Snippets.LoraTags, "watercolour.png", "without.png");
        GenerationParameters with = GenerationParameters.Parse(ImageMetadata.ReadParameters("watercolour.png")!);
        Assert.EndsWith("<lora:watercolour:0.8>", with.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnModel() => Draws(Snippets.OwnModel, "lighthouse.png");

    [Fact]
    public void Provider_WithoutItsPackage_SaysWhichToAdd()
    {
        ExecutionProviderException e = Assert.Throws<ExecutionProviderException>(Snippets.Provider);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cached()
    {
        Snippets.Cached();
        Assert.Contains(new GraphCache("graphs").List(), graph => graph.Component == "unet");
    }

    [Fact]
    public void FromAPicture() => Draws(Snippets.FromAPicture, "green.png", "face.png");

    [Fact]
    public void LargerPictures() => Draws(Snippets.LargerPictures, "large.png");

    [Fact]
    public void Outpainting() => Draws(Snippets.Outpainting, "wide.png");

    [Fact]
    public void WeightedPrompt() => Draws(Snippets.WeightedPrompt, "smile.png");

    [Fact]
    public void ChooseScheduler() => Draws(Snippets.ChooseScheduler, "karras.png", "gits.png");

    [Fact]
    public void OwnScheduler()
    {
        Draws(Snippets.OwnScheduler, "straight.png");
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        GenerationRequest request = new("a red apple") { Steps = 30, Seed = 1 };
        GeneratedImage ours = pipeline.Generate(request).Images[0];
        GeneratedImage theirs = pipeline.Generate(request with { Scheduler = new StraightLine() }).Images[0];
        // The same method as the model's own, with timesteps that differ by a rounding.
        Assert.InRange(ours.Pixels.ToArray().Zip(theirs.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>An adapter of rank 1 on one layer of as many inputs as outputs.</summary>
    private static byte[] Adapter(string layer, int size)
    {
        float[] values = [.. Enumerable.Range(0, 2 * size).Select(i => MathF.Sin(i))];
        string down = $$$"""{"dtype":"F32","shape":[1,{{{size}}}],"data_offsets":[0,{{{4 * size}}}]}""";
        string up = $$$"""{"dtype":"F32","shape":[{{{size}}},1],"data_offsets":[{{{4 * size}}},{{{8 * size}}}]}""";
        string header = $$"""{"unet.{{layer}}.lora_A.weight":{{down}},"unet.{{layer}}.lora_B.weight":{{up}} }""";
        return [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. MemoryMarshal.AsBytes<float>(values)];
    }

    private static void Draws(Action snippet, params string[] files)
    {
        snippet();
        Assert.All(files, file => Assert.True(RgbImage.Load(file).Pixels.ToArray().Distinct().Count() > 1, $"{file} is of one colour."));
    }
}
