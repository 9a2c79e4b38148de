using System.Text.RegularExpressions;

namespace LatentDiffusion.Tests;

/// <summary>
/// Adapters of transformers in the names of other tools: the files that are compared with diffusers elsewhere, renamed, do the same.
/// </summary>
public sealed partial class AdapterSpellingTests
{
    private const double Scale = 0.8;

    /// <summary>Prefixes of the transformer and of up to three text encoders; T5 is the last of each model.</summary>
    private static readonly Dictionary<string, Func<string, string[]>> Dotted = new()
    {
        ["ComfyUI"] = model => ["diffusion_model.", .. Encoders(model).Select(name => $"text_encoders.{name}.transformer.")],
        ["ComfyUI, of the encoders"] = model => ["diffusion_model.", .. Encoders(model).Select(name => $"{name}.transformer.")],
        ["whole path"] = model => ["model.diffusion_model.", .. Encoders(model).Select(name => $"text_encoders.{name}.")],
        ["PEFT"] = model => ["base_model.model.transformer.", "text_encoder.", "text_encoder_2.", "text_encoder_3."],
    };

    [Theory]
    [InlineData("stable_diffusion_3", "peft_3", "ComfyUI")]
    [InlineData("stable_diffusion_3", "peft_3", "ComfyUI, of the encoders")]
    [InlineData("stable_diffusion_3", "peft_3", "whole path")]
    [InlineData("stable_diffusion_3", "peft_3", "PEFT")]
    [InlineData("flux_dev", "peft_flux", "ComfyUI")]
    [InlineData("flux_dev", "peft_flux", "PEFT")]
    public void Load_DottedNames_DoTheSame(string model, string adapter, string tool)
    {
        string[] prefixes = Dotted[tool](model), known = ["transformer.", "text_encoder.", "text_encoder_2.", "text_encoder_3."];
        AssertSame(model, adapter, key =>
        {
            int part = Array.FindIndex(known, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
            return prefixes[part] + key[known[part].Length..];
        });
    }

    [Theory]
    [InlineData("stable_diffusion_3", "peft_3")]
    [InlineData("flux_dev", "peft_flux")]
    public void Load_NamesOfOneTrainer_DoTheSame(string model, string adapter) => AssertSame(model, adapter, key =>
    {
        string layer = PeftEnding.Replace(key, ""), role = key.EndsWith("A.weight", StringComparison.Ordinal) ? "lora_down" : "lora_up";
        layer = layer.StartsWith("transformer.", StringComparison.Ordinal) ? "lora_" + layer
            : TextEncoder.Replace(layer, m => $"lora_te{(m.Groups[1].Success ? m.Groups[1].Value : "1")}_");
        return $"{layer.Replace('.', '_')}.{role}.weight";
    });

    [Theory]
    [InlineData("stable_diffusion_3", "kohya_3", "diffusion_model.")]
    [InlineData("flux_dev", "kohya_flux", "diffusion_model.")]
    [InlineData("flux_dev", "kohya_flux", "")]
    [InlineData("flux_dev", "kohya_flux", "transformer.")]
    [InlineData("flux_dev", "kohya_flux_dora", "diffusion_model.")]
    public void Load_PathsOfTheOriginalCode_DoTheSame(string model, string adapter, string prefix)
    {
        string zip = ReferenceFiles.Path("checkpoints", "templates", $"{model}.transformer.zip");
        GraphTemplate template = GraphTemplate.Read(zip, () => File.OpenRead(zip));
        Dictionary<string, string> paths = template.Parameters.SelectMany(p => p.OriginalKeys).Select(layout => layout.Key)
            .Where(key => key.EndsWith(".weight", StringComparison.Ordinal)).Select(key => key[..^".weight".Length]).Distinct()
            .ToDictionary(key => "lora_unet_" + key.Replace('.', '_'));
        AssertSame(model, adapter, key =>
        {
            int at = key.IndexOf('.', StringComparison.Ordinal);
            return paths.TryGetValue(key[..at], out string? path) ? prefix + path + key[at..] : key;
        });
    }

    /// <summary>As PEFT saves the adapter of one encoder: the other, of another width, has layers of the same names.</summary>
    [Theory]
    [InlineData("text_encoder.")]
    [InlineData("text_encoder_2.")]
    public void Load_NamesWithoutAComponent_AreOfTheEncoderThatTheyFit(string encoder)
    {
        using TemporaryFolder folder = new();
        string named = folder["named.safetensors"], bare = folder["adapter_model.safetensors"];
        FileTensor[] own =
        [
            .. CheckpointCase.Tensors(LoraCase.Adapter("peft_xl")).Where(t => t.Key.StartsWith(encoder, StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(own);
        File.WriteAllBytes(named, SafetensorsBytes.Of(own));
        File.WriteAllBytes(bare, SafetensorsBytes.Of(own.Select(t => t with { Key = "base_model.model." + t.Key[encoder.Length..] })));
        Assert.Equal(Draw("stable_diffusion_xl", named), Draw("stable_diffusion_xl", bare));
    }

    [Fact]
    public void Load_LayerUnderTwoNames_IsRefusedByBoth()
    {
        using TemporaryFolder folder = new();
        string file = Copy(folder, "peft_flux", key => [key, "diffusion_model." + key["transformer.".Length..]], IsDenoisers);
        string message = Assert.Throws<ModelFormatException>(() => Draw("flux_dev", file)).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains("transformer.", message, StringComparison.Ordinal);
        Assert.Contains("diffusion_model.", message, StringComparison.Ordinal);
    }

    private static bool IsDenoisers(string key) => key.StartsWith("transformer.", StringComparison.Ordinal);

    private static string[] Encoders(string model) => model == "flux_dev" ? ["clip_l", "t5xxl"] : ["clip_l", "clip_g", "t5xxl"];

    private static void AssertSame(string model, string adapter, Func<string, string> rename)
    {
        using TemporaryFolder folder = new();
        float[] expected = Draw(model, LoraCase.Adapter(adapter));
        Assert.Equal(expected, Draw(model, Copy(folder, adapter, key => [rename(key)], _ => true)));
        using LatentDiffusionPipeline plain = LoraCase.Load(model);
        Assert.NotEqual(expected, LoraCase.Draw(plain));
    }

    private static string Copy(TemporaryFolder folder, string adapter, Func<string, string[]> rename, Func<string, bool> isRenamed)
    {
        string file = folder["adapter.safetensors"];
        File.Copy(LoraCase.Adapter(adapter), file);
        CheckpointCase.Rewrite(file, tensors => tensors.SelectMany(
            t => isRenamed(t.Key) ? rename(t.Key).Select(key => t with { Key = key }) : [t]));
        return file;
    }

    private static float[] Draw(string model, string adapter)
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load(model);
        pipeline.LoadLora(adapter, Scale);
        return LoraCase.Draw(pipeline);
    }

    [GeneratedRegex(@"\.lora_[AB]\.weight$")]
    private static partial Regex PeftEnding { get; }

    [GeneratedRegex(@"^text_encoder(?:_([23]))?\.")]
    private static partial Regex TextEncoder { get; }
}
