using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The keys and shapes of a checkpoint by which models are told apart, in the original names and those of diffusers.</summary>
/// <param name="weights">The checkpoint.</param>
internal sealed class KnownKeys(Weights weights)
{
    private const string XlText = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias";
    private const string RefinerText = "conditioner.embedders.0.model.transformer.resblocks.9.mlp.c_proj.bias";

    /// <summary>Width of what the U-Nets of Stable Diffusion XL and its refiner are told of the picture beside the prompt.</summary>
    private const long XlLabels = 2816, RefinerLabels = 2560;

    private const int MostWords = 2; // tensors of a file of one learned word: one for each text encoder
    private const int NarrowestWord = 768; // of CLIP ViT-L/14, the smallest text encoder that words are learned for

    private static readonly string[] AutoencoderKeys = ["decoder.conv_in.weight", "decoder.conv_in.conv.weight", "decoder.layers.0.weight"];

    private readonly ComponentKeys _unet = ComponentKeys.OfDenoiser(weights), _whole = new(weights, KeyPrefixes.Wrappers);

    /// <summary>The checkpoint.</summary>
    public Weights Weights => weights;

    /// <summary>Input channels of the U-Net, or 0.</summary>
    public long Channels => _unet.Find("input_blocks.0.0.weight", "conv_in.weight")?.Shape is [_, var channels, ..] ? channels : 0;

    /// <summary>Whether the U-Net is one of version 2.</summary>
    public bool IsV2 => _unet.Find(
        "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight",
        "down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_k.weight")?.Shape is [.., 1024];

    /// <summary>Whether the U-Net has as many blocks as that of version 1.</summary>
    public bool IsV1 => _unet.Find("output_blocks.11.0.skip_connection.weight", "up_blocks.3.resnets.2.conv_shortcut.weight") is not null;

    /// <summary>Whether it is of version XL, by its second text encoder or its U-Net.</summary>
    public bool IsXl => _whole.Find(XlText) is not null || Labels == XlLabels;

    /// <summary>Whether it is the refiner of version XL.</summary>
    public bool IsXlRefiner => _whole.Find(RefinerText) is not null || Labels == RefinerLabels;

    /// <summary>Whether it is a ControlNet.</summary>
    public bool IsControlNet => _whole.Find("control_model.time_embed.0.weight", "controlnet_cond_embedding.conv_in.weight") is not null;

    /// <summary>Whether it is an adapter.</summary>
    public bool IsAdapter => AdapterFile.HasOnlyKeysOfAdapters(weights.Tensors.Keys);

    /// <summary>Whether it has an autoencoder, as whole models have too.</summary>
    public bool IsAutoencoder =>
        new ComponentKeys(weights, KeyPrefixes.Of("vae", "first_stage_model.")).Find(AutoencoderKeys) is not null;

    /// <summary>Whether it can be a learned word.</summary>
    public bool IsWord => weights.Tensors.Count is > 0 and <= MostWords
        && weights.Tensors.Values.All(t => t.Shape is [>= NarrowestWord] or [_, >= NarrowestWord]);

    private long Labels => _unet.Find("label_emb.0.0.weight", "add_embedding.linear_1.weight")?.Shape is [_, var width] ? width : 0;

    /// <summary>Whether the U-Net or transformer has a key, or the model as a whole.</summary>
    public bool Has(string key) => _unet.Find(key) is not null;
}
