namespace LatentDiffusion.Tests;

/// <summary>
/// What diffusers writes of PEFT's configuration beside an adapter, and how PEFT reads it (<c>get_pattern_key</c>, <c>use_rslora</c>).
/// </summary>
public sealed class AdapterMetadataTests
{
    private const string Json =
        """
        {"unet.lora_alpha": 4, "unet.alpha_pattern": {"to_k": 9, "down_blocks.0.proj": 2.5}, "unet.use_rslora": true,
         "text_encoder.lora_alpha": 3, "text_encoder.alpha_pattern": {}, "text_encoder.use_rslora": false}
        """;

    [Theory]
    [InlineData("unet", "unet.mid_block.attn1.to_k.lora_A.weight", 9.0)]
    [InlineData("unet", "unet.mid_block.attn1.to_q.lora_A.weight", 4.0)]
    [InlineData("unet", "unet.mid_block.attn1.add_to_k.lora_A.weight", 4.0)]
    [InlineData("unet", "unet.down_blocks.0.proj.lora_B.weight", 2.5)]
    [InlineData("text_encoder", "text_encoder.layers.0.to_k.lora_A.weight", 3.0)]
    [InlineData("text_encoder_2", "text_encoder_2.layers.0.to_k.lora_A.weight", null)]
    public void AlphaOf_IsThatOfThePatternElseOfTheComponent(string component, string key, double? alpha) =>
        Assert.Equal(alpha, Metadata(Json).AlphaOf(component == "unet" ? AdapterKey.Denoiser : component, key));

    /// <summary>PEFT matches the names that modules have in their component, which the component's own does not begin.</summary>
    [Theory]
    [InlineData("^mid_block.*to_v", "unet.mid_block.attn1.to_v.lora_A.weight", 9.0)]
    [InlineData(@"mid_block\\..*", "unet.mid_block.attn1.to_v.lora_A.weight", 9.0)]
    [InlineData("^unet.*to_v", "unet.mid_block.attn1.to_v.lora_A.weight", 4.0)]
    [InlineData("^mid_block", "unet.mid_block.attn1.to_v.lora_A.weight", 4.0)]
    public void AlphaOf_PatternWithAnchors_IsThatOfTheModule(string pattern, string key, double alpha) => Assert.Equal(
        alpha,
        Metadata($$$"""{"unet.lora_alpha": 4, "unet.alpha_pattern": {"{{{pattern}}}": 9}}""").AlphaOf(AdapterKey.Denoiser, key));

    [Fact]
    public void IsRankStabilized_IsSaidOfEachComponent()
    {
        Assert.True(Metadata(Json).IsRankStabilized(AdapterKey.Denoiser));
        Assert.False(Metadata(Json).IsRankStabilized("text_encoder"));
        Assert.False(Metadata("[]").IsRankStabilized(AdapterKey.Denoiser));
        AdapterMetadata wrong = Metadata("""{"unet.lora_alpha": "four", "unet.alpha_pattern": 1}""");
        Assert.Null(wrong.AlphaOf(AdapterKey.Denoiser, "unet.a.lora_A.weight"));
    }

    [Fact]
    public void LoadLora_TextEncoderOfAnExport_IsFoundUnderTheNamesOfOtherVersions()
    {
        using TemporaryFolder folder = new();
        SafetensorsFile file = new(LoraCase.Adapter("peft_lora"));
        File.WriteAllBytes(folder["renamed.safetensors"], SafetensorsBytes.Of(file.Names.Select(key => (
            key.Replace(".text_model.", ".", StringComparison.Ordinal), file.Values<float>(key).ToArray(),
            file.Shape(key).Select(side => (int)side).ToArray()))));
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"));
        pipeline.LoadLora(LoraCase.Adapter("peft_lora"));
        float[] expected = LoraCase.Draw(pipeline);
        pipeline.UnloadLora("peft_lora");
        pipeline.LoadLora(folder["renamed.safetensors"]);
        Assert.Equal(expected, LoraCase.Draw(pipeline));
    }

    private static AdapterMetadata Metadata(string json) =>
        AdapterMetadata.Of(new Dictionary<string, string> { ["lora_adapter_metadata"] = json });
}
