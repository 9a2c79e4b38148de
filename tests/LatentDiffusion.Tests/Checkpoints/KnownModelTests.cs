using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Which model a single-file checkpoint is taken for, against diffusers, and the small files that come with the library.</summary>
public sealed class KnownModelTests
{
    /// <summary>diffusers' names of model types, and our folders; a type without files is refused with its name.</summary>
    private static readonly Dictionary<string, string> Folders = new()
    {
        ["v1"] = "stable-diffusion-v1", ["inpainting"] = "stable-diffusion-v1-inpainting", ["instruct-pix2pix"] = "instruct-pix2pix",
        ["v2"] = "stable-diffusion-v2", ["inpainting_v2"] = "stable-diffusion-v2-inpainting",
        ["xl_base"] = "stable-diffusion-xl-base",
        ["xl_inpaint"] = "stable-diffusion-xl-inpainting",
        ["xl_refiner"] = "stable-diffusion-xl-refiner",
    };

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["upscale"] = "the x4 upscaler", ["playground-v2-5"] = "Playground 2.5", ["controlnet"] = "a ControlNet",
        ["sd3"] = "Stable Diffusion 3", ["flux-schnell"] = "Flux",
    };

    public static MatrixTheoryData<string, string> Checkpoints =>
        new(Read().Select(c => c["name"]!.GetValue<string>()), ["", "module.", "state_dict."]);

    public static TheoryData<string> Models => [.. Folders.Values];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Of_KeysAndShapes_GiveTheTypeThatDiffusersInfers(string name, string prefix)
    {
        JsonNode checkpoint = Read().Single(c => c["name"]!.GetValue<string>() == name);
        Weights weights = new(
            "model.safetensors",
            checkpoint["shapes"]!.AsObject().ToDictionary(s => prefix + s.Key, s => Tensor(prefix + s.Key, s.Value!.AsArray())));
        string type = checkpoint["type"]!.GetValue<string>();
        if (name != "nothing that is known" && Folders.TryGetValue(type, out string? folder))
        {
            Assert.Equal(folder, KnownModel.Of(weights).Folder);
            return;
        }

        // Where diffusers knows nothing it guesses version 1, and fails later.
        string message = Assert.Throws<ModelFormatException>(() => KnownModel.Of(weights)).Message;
        Assert.Contains(Refused.GetValueOrDefault(type, "are those of no model that is known"), message, StringComparison.Ordinal);
        Assert.Contains(type == "controlnet" ? "PipelineOptions.Components, as 'controlnet'" : "PipelineOptions.Config", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label_emb.0.0.weight", 2816, "stable-diffusion-xl-base")]
    [InlineData("add_embedding.linear_1.weight", 2816, "stable-diffusion-xl-base")]
    [InlineData("label_emb.0.0.weight", 2560, "stable-diffusion-xl-refiner")]
    [InlineData("input_blocks.0.0.weight", 9, "stable-diffusion-v1-inpainting")]
    [InlineData("conv_in.weight", 8, "instruct-pix2pix")]
    [InlineData("input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", 1024, "stable-diffusion-v2")]
    [InlineData("down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_k.weight", 1024, "stable-diffusion-v2")]
    [InlineData("output_blocks.11.0.skip_connection.weight", 640, "stable-diffusion-v1")]
    public void Of_FileOfAUNetAlone_KnowsItByItsShapes(string key, long columns, string folder)
    {
        foreach (string prefix in (string[])["", "model.diffusion_model.", "diffusion_model.", "unet.", "model.diffusion_model.unet."])
        {
            StoredTensor tensor = Tensor(prefix + key, [1L, columns]);
            Weights weights = new("model.safetensors", new Dictionary<string, StoredTensor> { [tensor.Key] = tensor });
            Assert.Equal(folder, KnownModel.Of(weights).Folder);
        }
    }

    /// <summary>Files that people download beside models.</summary>
    [Theory]
    [InlineData("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight lora_unet_mid_block_attentions_0_proj_in.alpha", "Loras")]
    [InlineData("unet.mid_block.attentions.0.proj_in.lora_A.weight unet.mid_block.attentions.0.proj_in.lora_B.weight", "Loras")]
    [InlineData("transformer.transformer_blocks.0.attn.to_q.lora_A.weight bundle_emb.word.string_to_param.*", "Loras")]
    [InlineData("controlnet_cond_embedding.conv_in.weight conv_in.weight time_embedding.linear_1.weight", "Components, as 'controlnet'")]
    [InlineData("control_model.time_embed.0.weight output_blocks.11.0.skip_connection.weight", "Components, as 'controlnet'")]
    [InlineData("decoder.conv_in.weight encoder.conv_in.weight", "Components, as 'vae'")]
    [InlineData("first_stage_model.decoder.conv_in.weight", "Components, as 'vae'")]
    [InlineData("emb_params", "Embeddings")]
    [InlineData("clip_l clip_g", "Embeddings")]
    public void Of_PartThatIsUsedWithAModel_SaysWhereItGoes(string keys, string option)
    {
        Weights weights = new("part.safetensors", keys.Split(' ').ToDictionary(k => k, k => Tensor(k, [8L, 768L])));
        string message = Assert.Throws<ModelFormatException>(() => KnownModel.Of(weights)).Message;
        Assert.StartsWith("part.safetensors: it is a", message, StringComparison.Ordinal);
        Assert.EndsWith($"in PipelineOptions.{option}.", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void EmbeddedFiles_OfEachModel_AreComplete(string folder)
    {
        ModelFiles files = new EmbeddedFiles(folder);
        ModelConfig index = ModelConfig.Read(files, "model_index.json");
        Assert.NotNull(Schedulers.FromConfig(files.Folder("scheduler").ReadText("scheduler_config.json", 1 << 20)).Scheduler);
        foreach (string name in index.Names.Where(n => index.ComponentClass(n) is not null && n != "scheduler"))
        {
            if (name.StartsWith("tokenizer", StringComparison.Ordinal)) Assert.Equal(49406, ClipTokenizer.Load(files.Folder(name)).BeginId);
            else Assert.True(ModelConfig.Read(files.Folder(name), "config.json").Names.Any());
        }
    }

    private static IEnumerable<JsonNode> Read() =>
        JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("safetensors", "model_types.json")))!.AsArray()!;

    private static StoredTensor Tensor(string key, JsonArray shape) =>
        new(key, StoredType.Float32, [.. shape.Select(s => s!.GetValue<long>())], "model.safetensors", 0, 0);
}
