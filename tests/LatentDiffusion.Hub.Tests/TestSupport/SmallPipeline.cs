namespace LatentDiffusion.Hub.Tests;

/// <summary>A repository in the layout of diffusers with contents of no meaning.</summary>
internal static class SmallPipeline
{
    public const string Weights = "unet/diffusion_pytorch_model.safetensors";

    public const string Index = """
        {"_class_name":"StableDiffusionPipeline","scheduler":["diffusers","DDIMScheduler"],"text_encoder":["transformers","CLIPTextModel"],
        "tokenizer":["transformers","CLIPTokenizer"],"unet":["diffusers","UNet2DConditionModel"],"vae":["diffusers","AutoencoderKL"],
        "safety_checker":["stable_diffusion","StableDiffusionSafetyChecker"],"feature_extractor":["transformers","CLIPImageProcessor"],
        "image_encoder":[null,null],"requires_safety_checker":true}
        """;

    public static byte[] Large { get; } = FakeRepository.Bytes(300_000);

    public static FakeRepository AddSmallPipeline(this FakeRepository repository) => repository
        .With("model_index.json", Index)
        .With("scheduler/scheduler_config.json", "{}")
        .With("tokenizer/vocab.json", "{}").With("tokenizer/merges.txt", "#version: 0.2\n")
        .With("tokenizer/tokenizer_config.json", "{\"a\":1}")
        .With("text_encoder/config.json", "{\"b\":1}").With("text_encoder/model.safetensors", FakeRepository.Bytes(5_000, 2))
        .With("unet/config.json", "{\"c\":1}").With(Weights, Large)
        .With("vae/config.json", "{\"d\":1}").With("vae/diffusion_pytorch_model.safetensors", FakeRepository.Bytes(4_000, 3));
}
