namespace LatentDiffusion.Tests;

public sealed class AdapterNamingTests
{
    [Theory]
    [InlineData("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", "denoiser", "mid_block_attentions_0_proj_in", "lora_up")]
    [InlineData("lora_te1_text_model_encoder_layers_0_mlp_fc1.alpha", "text_encoder", "text_model_encoder_layers_0_mlp_fc1", "alpha")]
    [InlineData(
        "lora_te2_text_model_encoder_layers_0_mlp_fc1.hada_w1_a",
        "text_encoder_2", "text_model_encoder_layers_0_mlp_fc1", "hada_w1_a")]
    [InlineData("lycoris_transformer_blocks_0_attn_to_q.lokr_w2_b", null, "transformer_blocks_0_attn_to_q", "lokr_w2_b")]
    public void Kohya(string key, string? component, string layer, string role) =>
        Assert.Equal(new AdapterKey(component, layer, role), new KohyaNaming().Parse(key));

    [Theory]
    [InlineData("unet.mid_block.attentions.0.proj_in.lora_A.weight", "denoiser", "mid_block_attentions_0_proj_in", "lora_down")]
    [InlineData("unet.mid_block.attentions.0.proj_in.lora.up.weight", "denoiser", "mid_block_attentions_0_proj_in", "lora_up")]
    [InlineData("unet.a.attn1.processor.to_out_lora.down.weight", "denoiser", "a_attn1_to_out_0", "lora_down")]
    [InlineData("a.attn1.processor.to_k_lora.up.weight", null, "a_attn1_to_k", "lora_up")]
    [InlineData(
        "text_encoder_2.text_model.encoder.layers.0.self_attn.to_v_lora.up.weight",
        "text_encoder_2", "text_model_encoder_layers_0_self_attn_v_proj", "lora_up")]
    [InlineData(
        "text_encoder.text_model.encoder.layers.0.self_attn.to_out_lora.up.weight",
        "text_encoder", "text_model_encoder_layers_0_self_attn_out_proj", "lora_up")]
    [InlineData(
        "text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_linear_layer.up.weight",
        "text_encoder", "text_model_encoder_layers_0_mlp_fc1", "lora_up")]
    [InlineData("base_model.model.transformer_blocks.0.attn.to_q.lora_B.default.weight", null, "transformer_blocks_0_attn_to_q", "lora_up")]
    [InlineData(
        "transformer.single_transformer_blocks.3.proj_out.lora_magnitude_vector",
        "denoiser", "single_transformer_blocks_3_proj_out", "magnitude")]
    [InlineData(
        "transformer.single_transformer_blocks.3.proj_out.lora_magnitude_vector.weight",
        "denoiser", "single_transformer_blocks_3_proj_out", "magnitude")]
    [InlineData("diffusion_model.double_blocks.0.img_attn.qkv.lora_down.weight", "denoiser", "double_blocks_0_img_attn_qkv", "lora_down")]
    [InlineData("unet.conv_in.alpha", "denoiser", "conv_in", "alpha")]
    [InlineData("text_encoders.clip_h.transformer.text_model.a.lora_up.weight", "text_encoder", "text_model_a", "lora_up")]
    [InlineData("clip_g.transformer.text_model.a.lora_up.weight", "text_encoder_2", "text_model_a", "lora_up")]
    [InlineData("text_encoders.t5xxl.encoder.a.lora_up.weight", "text_encoder_3", "encoder_a", "lora_up")]
    public void Dotted(string key, string? component, string layer, string role) =>
        Assert.Equal(new AdapterKey(component, layer, role), new DottedNaming().Parse(key)!.Value with { Adapter = "" });

    [Theory]
    [InlineData("unet.a.lora_A.weight", "")]
    [InlineData("unet.a.lora_B.default.weight", "default")]
    [InlineData("unet.a.oft_R.face.weight", "face")]
    public void AdaptersOfOneFile_AreToldApart(string key, string adapter) =>
        Assert.Equal(adapter, new DottedNaming().Parse(key)!.Value.Adapter);

    [Theory]
    [InlineData("model.diffusion_model.input_blocks.0.0.weight")]
    [InlineData("lora_unet_mid_block.lora_sideways.weight")]
    [InlineData("")]
    public void OtherKeys_AreNotTaken(string key)
    {
        Assert.Null(new KohyaNaming().Parse(key));
        Assert.Null(new DottedNaming().Parse(key));
    }
}
