using System.Runtime.InteropServices;
using System.Text;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Cli.Tests;

public sealed class LoraTests
{
    [Fact]
    public void AdapterInThePrompt_IsLikeOneThatIsLoaded_AndKeptInThePicture()
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["loras"]);
        File.WriteAllBytes(
            folder["loras/style.safetensors"],
            Adapter("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q", 192));
        string[] arguments = ["--seed", "3", "--steps", "2", "--output"];
        folder.Run(["an apple ", .. arguments, "without.png"]).AssertDone();
        folder.Run(["an apple ", .. arguments, "loaded.png", "--lora", "loras/style.safetensors:0.8"]).AssertDone();
        folder.Run(["an apple <lora:style:0.8>", .. arguments, "named.png", "--lora-folder", "loras"]).AssertDone();
        Assert.Equal(RgbImage.Load(folder["loaded.png"]).Pixels, RgbImage.Load(folder["named.png"]).Pixels);
        Assert.NotEqual(RgbImage.Load(folder["without.png"]).Pixels.ToArray(), RgbImage.Load(folder["named.png"]).Pixels.ToArray());
        Assert.StartsWith("an apple <lora:style:0.8>\n", ImageMetadata.ReadParameters(folder["named.png"]), StringComparison.Ordinal);
    }

    [Fact]
    public void AdapterInThePrompt_IsOfTheFirstModelOnly()
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["loras"]);
        File.WriteAllBytes(
            folder["loras/style.safetensors"],
            Adapter("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q", 192));
        string[] arguments = ["--seed", "3", "--steps", "2", "--refiner", EmojiModel.Directory, "--refiner-start", "0.5", "--output"];
        folder.Run(["an apple ", .. arguments, "loaded.png", "--lora", "loras/style.safetensors:0.8"]).AssertDone();
        folder.Run(["an apple <lora:style:0.8>", .. arguments, "named.png", "--lora-folder", "loras"]).AssertDone();
        folder.Run(
            ["an apple <lora:style:0.8>", .. arguments, "weighted.png", "--lora-folder", "loras", "--prompt-syntax", "weighted"])
            .AssertDone();
        Assert.Equal(RgbImage.Load(folder["loaded.png"]).Pixels, RgbImage.Load(folder["named.png"]).Pixels);
    }

    [Fact]
    public void Fast_IsTheAdapterOfTheDefaultModelWithWhatGoesWithIt()
    {
        using WorkFolder folder = new();
        folder.Run("an apple", "--fast", "--seed", "3", "--output", "fast.png").AssertDone();
        string[] same = ["--lora", EmojiModel.FastAdapter, "--scheduler", "lcm:original_inference_steps=20", "--steps", "6", "-g", "1"];
        folder.Run(["an apple", .. same, "--seed", "3", "--output", "same.png"]).AssertDone();
        Assert.Equal(RgbImage.Load(folder["same.png"]).Pixels, RgbImage.Load(folder["fast.png"]).Pixels);
        Assert.Equal("the same pixels", folder.Run("info", "fast.png", "--again", "--fast").AssertDone()["compared"]);
        folder.Run(["an apple", .. same, "--lora", $"{EmojiModel.FastAdapter}:0", "--seed", "3", "--output", "twice.png"]).AssertDone();
        Assert.Equal(RgbImage.Load(folder["same.png"]).Pixels, RgbImage.Load(folder["twice.png"]).Pixels);
        Assert.Contains("--fast is of the default model", folder.Run("an apple", "--fast", "--model", "x").Error, StringComparison.Ordinal);
    }

    /// <summary>An adapter of rank 1 on one layer of as many inputs as outputs.</summary>
    private static byte[] Adapter(string layer, int size)
    {
        float[] values = [.. Enumerable.Range(0, 2 * size).Select(i => MathF.Sin(i))];
        string down = $$$"""{"dtype":"F32","shape":[1,{{{size}}}],"data_offsets":[0,{{{4 * size}}}]}""";
        string up = $$$"""{"dtype":"F32","shape":[{{{size}}},1],"data_offsets":[{{{4 * size}}},{{{8 * size}}}]}""";
        string header = $$"""{"{{layer}}.lora_A.weight":{{down}},"{{layer}}.lora_B.weight":{{up}} }""";
        return [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. MemoryMarshal.AsBytes<float>(values)];
    }
}
