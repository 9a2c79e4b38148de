using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Files that are no models, but are used with one, and are given as one by mistake.</summary>
internal static class LonePart
{
    private const int MostWords = 2; // tensors of a file of one learned word: one for each text encoder
    private const int NarrowestWord = 768; // of CLIP ViT-L/14, the smallest text encoder that words are learned for

    private static readonly string[] AutoencoderKeys = ["decoder.conv_in.weight", "decoder.conv_in.conv.weight", "decoder.layers.0.weight"];

    /// <summary>What a file is, and which option it is for; null where it is none of these.</summary>
    public static string? Of(Weights weights)
    {
        string[] keys = [.. weights.Tensors.Keys];
        if (AdapterFile.HasOnlyKeysOfAdapters(keys)) return Text("an adapter (LoRA or a kind of it)", nameof(PipelineOptions.Loras));
        if (new KnownKeys(weights).IsControlNet) return Component("a ControlNet", "controlnet");
        if (new ComponentKeys(weights, KeyPrefixes.Of("vae", "first_stage_model.")).Find(AutoencoderKeys) is not null)
            return Component("an autoencoder", "vae");
        bool isWord = keys.Length is > 0 and <= MostWords && weights.Tensors.Values.All(t => t.Shape is [>= NarrowestWord] or [_, >= NarrowestWord]);
        return isWord ? Text("a learned word (textual inversion)", nameof(PipelineOptions.Embeddings)) : null;
    }

    private static string Component(string kind, string name) => Text(kind, $"{nameof(PipelineOptions.Components)}, as '{name}'");

    private static string Text(string kind, string option) =>
        $"it is {kind}, which is used with a model. Load the model, and give it this file in {nameof(PipelineOptions)}.{option}.";
}
