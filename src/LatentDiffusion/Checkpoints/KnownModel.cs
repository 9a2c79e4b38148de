using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A model whose checkpoints are recognised by what they hold.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Folder">Folder of its small files within the library, or null where it has none.</param>
/// <param name="Fits">Whether a checkpoint is one of it.</param>
/// <remarks>
/// Keys, shapes and order are those of <c>infer_diffusers_model_type</c>,
/// https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/loaders/single_file_utils.py.
/// </remarks>
internal sealed record KnownModel(string Name, string? Folder, Func<Weights, bool> Fits)
{
    private const string FirstBlock = "model.diffusion_model.input_blocks.0.0.weight", Unet = "model.diffusion_model.";
    private const string Attention = "model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight";
    private const string LastBlock = "model.diffusion_model.output_blocks.11.0.skip_connection.weight";
    private const string XlText = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias";
    private const string RefinerText = "conditioner.embedders.0.model.transformer.resblocks.9.mlp.c_proj.bias";

    private const string
        JointBlock = "joint_blocks.0.context_block.adaLN_modulation.1.bias",
        DoubleBlock = "double_blocks.0.img_attn.norm.key_norm.scale";

    private static readonly KnownModel[] All =
    [
        new("Stable Diffusion 2 inpainting", "stable-diffusion-v2-inpainting", w => Channels(w) == 9 && IsV2(w)),
        new("Stable Diffusion XL inpainting", "stable-diffusion-xl-inpainting", w => Channels(w) == 9 && Has(w, XlText)),
        new("Stable Diffusion 1 inpainting", "stable-diffusion-v1-inpainting", w => Channels(w) == 9),
        new("Stable Diffusion 2 base", "stable-diffusion-v2-base", w => IsV2(w) && SecondVersion.PredictsNoise(w)),
        new("Stable Diffusion 2", "stable-diffusion-v2", IsV2),
        new("Playground 2.5", null, w => Has(w, "edm_mean")),
        new("Stable Diffusion XL", "stable-diffusion-xl-base", w => Has(w, XlText)),
        new("Stable Diffusion XL refiner", "stable-diffusion-xl-refiner", w => Has(w, RefinerText)),
        new("the x4 upscaler", null, w => Has(w, "model.diffusion_model.input_blocks.10.0.skip_connection.bias")),
        new("a ControlNet", null, w => Has(w, "control_model.time_embed.0.weight") || Has(w, "controlnet_cond_embedding.conv_in.weight")),
        new("Stable Diffusion 3", null, w => Has(w, Unet + JointBlock) || Has(w, JointBlock)),
        new("Flux", null, w => Has(w, Unet + DoubleBlock) || Has(w, DoubleBlock)),
        new("InstructPix2Pix", "instruct-pix2pix", w => Channels(w) == 8),
        new("Stable Diffusion 1", "stable-diffusion-v1", w => Has(w, LastBlock)),
    ];

    /// <summary>Its small files.</summary>
    /// <exception cref="ModelFormatException">The library has none for it.</exception>
    public ModelFiles Files => Folder is not null
        ? new EmbeddedFiles(Folder)
        : throw new InvalidOperationException($"There are no files for {Name}.");

    /// <summary>The model that a checkpoint is one of.</summary>
    /// <exception cref="ModelFormatException">None whose small files the library has.</exception>
    public static KnownModel Of(Weights weights)
    {
        KnownModel? model = Array.Find(All, m => m.Fits(weights));
        if (model?.Folder is not null) return model;
        string[] keys = [.. weights.Tensors.Keys.Order(StringComparer.Ordinal)];
        string found = model is null
            ? $"its keys ({Listing.Of(keys, most: 3)}) are those of no model that is known"
            : $"it is of {model.Name}, for which no configuration comes with this library";
        throw new ModelFormatException(
            $"{weights.Path}: {found}. Set {nameof(PipelineOptions)}.{nameof(PipelineOptions.Config)} to the model's folder "
            + "in the layout of diffusers; its small files are enough: "
            + "model_index.json, scheduler, tokenizers, config.json of each component.");
    }

    private static bool Has(Weights weights, string key) => weights.Tensors.ContainsKey(key);

    private static long Channels(Weights weights) =>
        weights.Tensors.GetValueOrDefault(FirstBlock)?.Shape is [_, var channels, ..] ? channels : 0;

    private static bool IsV2(Weights weights) => weights.Tensors.GetValueOrDefault(Attention)?.Shape is [.., 1024];
}
