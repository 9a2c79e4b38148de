using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A model, or a part that is used with one, whose files are recognised by what they hold.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Folder">Folder of its small files within the library, or null where it has none.</param>
/// <param name="Fits">Whether a checkpoint is one of it.</param>
/// <remarks>
/// Keys, shapes and order are those of <c>infer_diffusers_model_type</c>,
/// https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/loaders/single_file_utils.py.
/// </remarks>
internal sealed record KnownModel(string Name, string? Folder, Func<KnownKeys, bool> Fits)
{
    private static readonly KnownModel[] All =
    [
        new("Stable Diffusion 2 inpainting", "stable-diffusion-v2-inpainting", k => k.Channels == 9 && k.IsV2),
        new("Stable Diffusion XL inpainting", "stable-diffusion-xl-inpainting", k => k.Channels == 9 && k.IsXl),
        new("Stable Diffusion 1 inpainting", "stable-diffusion-v1-inpainting", k => k.Channels == 9),
        new("Stable Diffusion 2 base", "stable-diffusion-v2-base", k => k.IsV2 && SecondVersion.PredictsNoise(k.Weights)),
        new("Stable Diffusion 2", "stable-diffusion-v2", k => k.IsV2),
        new("Playground 2.5", null, k => k.Has("edm_mean")),
        new("Stable Diffusion XL", "stable-diffusion-xl-base", k => k.IsXl),
        new("Stable Diffusion XL refiner", "stable-diffusion-xl-refiner", k => k.IsXlRefiner),
        new("the x4 upscaler", null, k => k.Has("input_blocks.10.0.skip_connection.bias")),
        new("a ControlNet", null, k => k.IsControlNet) { Option = Component("controlnet") },
        new("Stable Diffusion 3", null, k => k.Has("joint_blocks.0.context_block.adaLN_modulation.1.bias")),
        new("Flux", null, k => k.Has("double_blocks.0.img_attn.norm.key_norm.scale")),
        new("InstructPix2Pix", "instruct-pix2pix", k => k.Channels == 8),
        new("Stable Diffusion 1", "stable-diffusion-v1", k => k.IsV1),
        new("an adapter (LoRA or a kind of it)", null, k => k.IsAdapter) { Option = nameof(PipelineOptions.Loras) },
        new("an autoencoder", null, k => k.IsAutoencoder) { Option = Component("vae") },
        new("a learned word (textual inversion)", null, k => k.IsWord) { Option = nameof(PipelineOptions.Embeddings) },
    ];

    /// <summary>The option that takes it, of a part; null of a model.</summary>
    public string? Option { get; private init; }

    /// <summary>Its small files.</summary>
    /// <exception cref="InvalidOperationException">The library has none for it, which <see cref="Of"/> refuses.</exception>
    public ModelFiles Files => Folder is not null
        ? new EmbeddedFiles(Folder)
        : throw new InvalidOperationException($"There are no files for {Name}.");

    /// <summary>The model that a checkpoint is one of.</summary>
    /// <exception cref="ModelFormatException">None whose small files the library has.</exception>
    public static KnownModel Of(Weights weights)
    {
        KnownKeys found = new(weights);
        KnownModel? model = Array.Find(All, m => m.Fits(found));
        if (model?.Folder is not null) return model;
        if (model?.Option is { } option)
            throw new ModelFormatException(
                $"{weights.Path}: it is {model.Name}, which is used with a model. Load the model, and give it this file in "
                + $"{nameof(PipelineOptions)}.{option}.");
        string[] keys = [.. weights.Tensors.Keys.Order(StringComparer.Ordinal)];
        string reason = model is null
            ? $"its keys ({Listing.Of(keys, most: 3)}) are those of no model that is known"
            : $"it is of {model.Name}, for which no configuration comes with this library";
        throw new ModelFormatException(
            $"{weights.Path}: {reason}. Set {nameof(PipelineOptions)}.{nameof(PipelineOptions.Config)} to the model's folder "
            + "in the layout of diffusers; its small files are enough: "
            + "model_index.json, scheduler, tokenizers, config.json of each component.");
    }

    private static string Component(string name) => $"{nameof(PipelineOptions.Components)}, as '{name}'";
}
