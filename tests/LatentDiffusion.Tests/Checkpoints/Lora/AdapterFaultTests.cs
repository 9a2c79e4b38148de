namespace LatentDiffusion.Tests;

/// <summary>Adapters that must be refused, because they would change a model in another way than they say.</summary>
public sealed class AdapterFaultTests
{
    private const string Query = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", File = "adapter_model.safetensors";

    private static readonly FileTensor[] Lora =
        [new($"{Query}.lora_A.weight", new float[8], [2, 4]), new($"{Query}.lora_B.weight", new float[8], [4, 2])];

    [Fact]
    public void SeveralAdaptersInOneFile_AreRefused_NamingThem() => AssertRefused(
        "several adapters: first, second",
        new($"base_model.model.{Query}.lora_A.first.weight", new float[8], [2, 4]),
        new($"base_model.model.{Query}.lora_B.first.weight", new float[8], [4, 2]),
        new($"base_model.model.{Query}.lora_A.second.weight", new float[8], [2, 4]),
        new($"base_model.model.{Query}.lora_B.second.weight", new float[8], [4, 2]));

    /// <summary>It would leave the model as it is, without a word.</summary>
    [Fact]
    public void AFileWithoutTensors_IsRefused() => AssertRefused("holds no tensors");

    [Theory]
    [InlineData(".diff")]
    [InlineData(".hada_w1_a")]
    public void ALayerOfTwoKinds_IsRefused(string role) => AssertRefused(
        $"'{Query.Replace('.', '_')}' has tensors of several kinds of adapter (", [.. Lora, new(Query + role, new float[16], [4, 4])]);

    [Fact]
    public void TheSameOfALayerTwice_IsRefused() => AssertRefused(
        "are the same of one layer", [.. Lora, new($"{Query}.lora_down.weight", new float[8], [2, 4])]);

    /// <summary>The names of the library and of the original code: both changes at once can hardly be meant.</summary>
    [Theory]
    [InlineData("diffusion_model.input_blocks.0.0")]
    [InlineData("lora_unet_input_blocks_0_0")]
    public void ALayerUnderTwoOfItsNames_IsRefused(string name) => AssertRefused(
        $"'unet.conv_in.lora_A.weight' and '{name}.lora_down.weight' are of one layer",
        new("unet.conv_in.lora_A.weight", new float[72], [2, 4, 3, 3]), new("unet.conv_in.lora_B.weight", new float[8], [4, 2, 1, 1]),
        new($"{name}.lora_down.weight", new float[72], [2, 4, 3, 3]), new($"{name}.lora_up.weight", new float[8], [4, 2, 1, 1]));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ValuesThatAreNotFinite_AreRefused(float value) => AssertRefused(
        $"'{Query}.lora_B.weight' has values that are not finite",
        Lora[0], new($"{Query}.lora_B.weight", [0, 0, 0, value, 0, 0, 0, 0], [4, 2]));

    [Theory]
    [InlineData("hada_w1_a")]
    [InlineData("oft_diag")]
    [InlineData("lora_mid.bias")]
    [InlineData("lora_sideways.weight")]
    public void WhatIsOfNoKind_IsRefused(string role) => AssertRefused($"{Query}.{role}", [.. Lora, new($"{Query}.{role}", [1], [1])]);

    [Theory]
    [InlineData("glora_C.X", "has no bias in the model")]
    [InlineData("diff_b", "has no bias in the model")]
    [InlineData("lora_B.bias", "has no bias in the model")]
    public void ABiasForALayerThatHasNone_IsRefused(string role, string message) =>
        AssertRefused(message, [.. Lora, new($"{Query}.{role}", new float[4], [4])]);

    [Theory]
    [InlineData("""{"peft_type": "VERA"}""", "'peft_type' is \"VERA\"")]
    [InlineData("""{"peft_type": "LORA", "init_lora_weights": "pissa_niter_4"}""", "'init_lora_weights' is \"pissa_niter_4\"")]
    [InlineData("""{"peft_type": "LORA", "layer_replication": [[0, 4], [2, 5]]}""", "'layer_replication'")]
    [InlineData("""{"peft_type": "LORA", "fan_in_fan_out": true}""", "'fan_in_fan_out' is true")]
    [InlineData("""{"r": 2, "r": 4}""", "adapter_config.json")]
    [InlineData("[", "adapter_config.json")]
    public void AConfigurationThatIsNotDoneHere_IsRefused(string config, string message)
    {
        using TemporaryFolder folder = new(("adapter_config.json", config));
        System.IO.File.WriteAllBytes(folder[File], SafetensorsBytes.Of(Lora));
        Assert.Contains(
            message, Assert.Throws<ModelFormatException>(() => AdapterFile.Open(folder[File])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oft_R.weight", 1, 6)]
    [InlineData("ia3_l", 1, 4, 1, 1)]
    public void PeftAdaptersThatNeedTheirConfiguration_SayWhereItBelongs(string role, params int[] shape) => AssertRefused(
        "adapter_config.json", new FileTensor($"base_model.model.{Query}.{role}", new float[shape.Aggregate((a, b) => a * b)], shape));

    [Fact]
    public void RotationsOfLayersThatTheModelHasApart_AreRefused()
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(folder[File], SafetensorsBytes.Of(
            ("lora_unet_double_blocks_0_img_attn_qkv.oft_blocks", new float[3 * 16 * 4 * 4 / 4], [12, 4, 4])));
        using LatentDiffusionPipeline pipeline = LoraCase.Load("flux_dev");
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(folder[File]));
        Assert.Contains("double_blocks_0_img_attn_qkv", e.Message, StringComparison.Ordinal);
        Assert.Contains("this kind of adapter cannot change", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adapter.pt")]
    [InlineData("adapter.bin")]
    [InlineData("adapter.ckpt")]
    public void FormatsThatCanRunCode_AreRefusedForThat(string name) => Assert.Contains(
        "unsafe", Assert.Throws<ModelFormatException>(() => AdapterFile.Open(name)).Message, StringComparison.Ordinal);

    private static void AssertRefused(string message, params FileTensor[] tensors)
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(folder[File], SafetensorsBytes.Of(tensors));
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(folder[File]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(folder[File], e.Message, StringComparison.Ordinal);
        Assert.Empty(pipeline.Loras);
    }
}
