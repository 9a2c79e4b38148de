namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private static readonly byte[][] SafetensorsWords = Words(
        "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F8_E4M3\"", "\"BF16\"", "\"__metadata__\"", "\"\\ud800\"", "{", "}",
        "[", "]", ".lora_down.weight", ".lora_up.weight", ".alpha", ".dora_scale", ".lora_A.weight", ".lora_B.bias",
        ".lora_magnitude_vector", ".hada_w1_a", ".lokr_w1", ".diff_b", ".oft_blocks", "bundle_emb.x.string_to_param.*", "lora_unet_",
        "lora_te_", "unet.", "text_encoder.", "v_pred", "ztsnr", "scaled_fp8", ".weight_scale", ".scale_weight", ".comfy_quant",
        "modelspec.prediction_type");

    private Target[] Weights() =>
    [
        new("safetensors", Seeds("safetensors", "*"), SafetensorsWords, input => SafetensorsHeader.Parse("x", input, input.Length)),
        new("weights-index",
            [.. Seeds("faults/surrogates", "*.index.json"), """{"weight_map":{"emb_params":"1.safetensors"}}"""u8.ToArray()],
            Words("weight_map", "../", "/", "\\", ".safetensors", "metadata", "1.safetensors"),
            input =>
            {
                const string Shard = "1.safetensors";
                if (!File.Exists(Path.Combine(_folder, Shard))) Write(Shard, Seed("textual_inversion/webui.safetensors"));
                LatentDiffusion.Storage.Weights.Open(Write("model.safetensors.index.json", input));
            }),
        new("adapter",
            [
                .. Seeds("lora_kinds", "*.safetensors"), .. Seeds("lora", "*.safetensors"), .. Seeds("cases", "lora*"),
                .. Seeds("faults/adapters", "*"),
            ],
            SafetensorsWords, input => AdapterFile.Open(Write("adapter.safetensors", input))),
        new("checkpoint", [.. Seeds("cases", "*.safetensors"), .. Seeds("safetensors", "*")], SafetensorsWords, Checkpoint),
        new("embedding", Seeds("textual_inversion", "*.safetensors"), SafetensorsWords, Embedding),
        new("adapter-config", ["""{"peft_type":"LORA","r":4,"lora_alpha":8,"rank_pattern":{"a":2}}"""u8.ToArray()],
            Words("peft_type", "LORA", "OFT", "BOFT", "IA3", "alpha_pattern", "use_rslora", "use_dora", "fan_in_fan_out", "bias", "all"),
            input =>
            {
                Write("peft/adapter_config.json", input);
                AdapterFile.Open(PeftFile);
            }),
    ];

    private string PeftFile => field ??= Write("peft/adapter_model.safetensors", Seed("lora/peft_3.safetensors"));

    private void Checkpoint(byte[] input)
    {
        Weights weights = LatentDiffusion.Storage.Weights.Open(Write("checkpoint.safetensors", input));
        CheckpointMarkers.Of(weights);
        _ = new WeightQualifiers(weights, weights.Tensors.Keys.Where(key => key.EndsWith(".weight", StringComparison.Ordinal)).ToHashSet())
            .Read().Faults;
        _ = KnownModel.Of(weights);
    }

    private void Embedding(byte[] input)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Write("embedding.safetensors", input));
        foreach (StoredTensor tensor in file.Tensors.Values) LearnedTokens.RowsOf(file, tensor);
    }
}
