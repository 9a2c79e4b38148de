namespace LatentDiffusion.Tests;

/// <summary>Which file of a component's folder is loaded, and what is refused.</summary>
public sealed class ComponentFolderTests
{
    private const string Unet = "unet/diffusion_pytorch_model";

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors", null)]
    [InlineData("unet/diffusion_pytorch_model.my_variant.safetensors", null)]
    [InlineData("unet/diffusion_pytorch_model.my_variant.safetensors", "my_variant")]
    public void Load_OnlyVariants_AreFound(string file, string? variant)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        File.Move(model[Unet + ".safetensors"], model[file]);
        Assert.Equal(model[file], Source(model, variant).Path);
    }

    [Theory]
    [InlineData(null, "diffusion_pytorch_model.safetensors")]
    [InlineData("fp16", "diffusion_pytorch_model.fp16.safetensors")]
    public void Load_PlainAndVariant_GivesThePlainOneUnlessAskedFor(string? variant, string expected)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        File.Copy(model[Unet + ".safetensors"], model[Unet + ".fp16.safetensors"]);
        File.Copy(model[Unet + ".safetensors"], model[Unet + ".aaa.safetensors"]);
        Assert.Equal(model[$"unet/{expected}"], Source(model, variant).Path);
    }

    /// <summary>As in diffusers, which says that there is no such file; a word that is misspelt would load other weights.</summary>
    [Fact]
    public void Load_VariantThatNoComponentHas_IsRefused()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        File.Copy(model[Unet + ".safetensors"], model[Unet + ".ema.safetensors"]);
        string message = model.LoadFails(CheckpointCase.Options with { Variant = "emaa" }).Message;
        Assert.EndsWith("no component has weights of the variant 'emaa'; there are: ema.", message, StringComparison.Ordinal);
    }

    /// <summary>Models that were saved again with another size of shards have both; diffusers and transformers differ in what they read.</summary>
    [Theory]
    [InlineData("diffusion_pytorch_model", "diffusion_pytorch_model.safetensors.index.json")]
    [InlineData("model", "model.safetensors")]
    public void FileAndIndex_AreChosenAsTheirLibraryDoes(string stem, string expected)
    {
        string[] files = [stem + "-00001-of-00001.safetensors", stem + ".safetensors", stem + ".safetensors.index.json"];
        Assert.Equal(expected, WeightFileNames.Choose(files, null));
        Assert.Equal(expected, WeightFileNames.Choose(files, "fp16"));
    }

    /// <summary>Variants whose weights are in several files have their name before the number, so that a part looks like another variant.</summary>
    [Fact]
    public void Parts_AreNoVariant()
    {
        string[] files = ["model.fp32-00001-of-00002.safetensors", "model.fp32-00002-of-00002.safetensors", "model.safetensors.index.fp32.json"];
        Assert.Equal(files[2], WeightFileNames.Choose(files, null));
        Assert.Equal(files[2], WeightFileNames.Choose(files, "fp32"));
        Assert.Null(WeightFileNames.Choose(files[..2], null));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".fp16")]
    public void Load_ShardsWithoutTheirIndex_SaysSo(string variant)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        Split(model, variant);
        File.Delete(model[$"{Unet}.safetensors.index{variant}.json"]);
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.StartsWith(model[$"{Unet}{variant}-00001-of-00002.safetensors"] + ": ", message, StringComparison.Ordinal);
        Assert.Contains("the index that lists them", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ComponentThatTheIndexLeavesOut_IsNotLoadedFromItsFolder()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion_3"), without = ModelCopy.OfCheckpoint("stable_diffusion_3");
        without.Without("text_encoder_3", "tokenizer_3");
        string index = File.ReadAllText(without["model_index.json"]);
        float[] whole = Latents(model);
        File.WriteAllText(model["model_index.json"], index);
        float[] left = Latents(model);
        Assert.Equal(Latents(without), left);
        Assert.NotEqual(whole, left);

        static float[] Latents(ModelCopy model)
        {
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path, CheckpointCase.Options);
            return pipeline.Generate(CheckpointCase.Request with { Width = 64, Height = 64 }).Latents.ToArray();
        }
    }

    /// <summary>With that, diffusers gives the encoder the mask of the padding, and the graphs take none.</summary>
    [Fact]
    public void EncoderThatWantsAMask_IsRefused()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        string config = File.ReadAllText(model["text_encoder/config.json"]);
        File.WriteAllText(model["text_encoder/config.json"], "{\"use_attention_mask\": true," + config[1..]);
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.StartsWith(model["text_encoder/config.json"] + ": 'use_attention_mask' is true", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".fp16")]
    public void Load_Shards_GivesTheLatentsOfTheWhole(string variant)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        Split(model, variant);
        Assert.Equal(CheckpointCase.Latents(CheckpointCase.Path("stable_diffusion")), CheckpointCase.Latents(model.Path));
    }

    [Fact]
    public void Load_LinksAsAHubKeepsThem_AreFollowed()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        Directory.CreateDirectory(model["blobs"]);
        foreach (string file in (string[])[Unet, "vae/diffusion_pytorch_model", "text_encoder/model"])
        {
            string blob = model[$"blobs/{Path.GetFileName(Path.GetDirectoryName(file))}"];
            File.Move(model[file + ".safetensors"], blob);
            File.CreateSymbolicLink(model[file + ".safetensors"], blob);
        }

        Assert.Equal(CheckpointCase.Latents(CheckpointCase.Path("stable_diffusion")), CheckpointCase.Latents(model.Path));
    }

    [Fact]
    public void Load_GraphsAndWeightsMixed_GivesTheSameLatents()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        foreach (string component in (string[])["text_encoder", "vae_decoder"])
        {
            Directory.CreateDirectory(model[component]);
            foreach (string file in (string[])["model.onnx", "config.json"])
                File.Copy(ReferenceFiles.Path("tiny", "stable_diffusion", component, file), model[$"{component}/{file}"], overwrite: true);
        }

        Assert.Equal(CheckpointCase.Latents(CheckpointCase.Path("stable_diffusion")), CheckpointCase.Latents(model.Path));
    }

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.bin")]
    [InlineData("text_encoder/pytorch_model.bin")]
    public void Load_OnlyPickledWeights_SaysSo(string file)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        foreach (string weights in Directory.EnumerateFiles(Path.GetDirectoryName(model[file])!, "*.safetensors")) File.Delete(weights);
        File.WriteAllBytes(model[file], [1, 2, 3]);
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.Contains(model[file], message, StringComparison.Ordinal);
        Assert.Contains("can run code", message, StringComparison.Ordinal);
    }

    private static GraphSource Source(ModelCopy model, string? variant) =>
        ModelFolder.Open(model.Path, CheckpointCase.Options with { Variant = variant }).Source("unet");

    /// <summary>Writes the U-Net in two files and an index.</summary>
    private static void Split(ModelCopy model, string variant)
    {
        SafetensorsFile whole = new(model[Unet + ".safetensors"]);
        var halves = whole.Names.Order(StringComparer.Ordinal)
            .Select((name, i) => (name, i % 2))
            .GroupBy(n => n.Item2, n => n.name)
            .ToArray();
        List<string> map = [];
        foreach (var half in halves)
        {
            string file = $"diffusion_pytorch_model{variant}-0000{half.Key + 1}-of-00002.safetensors";
            var tensors = half.Select(n => (n, whole.Values<float>(n).ToArray(), whole.Shape(n).Select(s => (int)s).ToArray()));
            File.WriteAllBytes(model[$"unet/{file}"], SafetensorsBytes.Of(tensors));
            map.AddRange(half.Select(n => $"\"{n}\":\"{file}\""));
        }

        File.WriteAllText(model[$"{Unet}.safetensors.index{variant}.json"], $"{{\"weight_map\":{{{string.Join(',', map)}}}}}");
        File.Delete(model[Unet + ".safetensors"]);
    }
}
