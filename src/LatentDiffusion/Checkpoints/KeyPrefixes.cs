namespace LatentDiffusion.Checkpoints;

/// <summary>
/// What tools put before the keys of a component, in files of whole models and of one component: the original code, diffusers, ComfyUI
/// (<c>text_encoders.clip_l.transformer.</c>), and what wraps modules for training. Any of them may stand before another, or twice.
/// </summary>
internal static class KeyPrefixes
{
    /// <summary>The original code's prefix of the U-Net or transformer.</summary>
    public const string Denoiser = "model.diffusion_model.";

    /// <summary>What stands before everything: PyTorch's and Lightning's wrappers, and dictionaries that were kept whole.</summary>
    public static readonly IReadOnlyList<string> Wrappers = ["module.", "_orig_mod.", "_forward_module.", "state_dict.", "model.", "unet."];

    /// <summary>The prefixes that one component has in different files. Each is of one component only, or one would be read for another.</summary>
    private static readonly string[][] Kinds =
    [
        [Denoiser, "diffusion_model.", "transformer."],
        ["first_stage_model.", "vae."],
        // OpenAI's CLIP.
        [
            "cond_stage_model.transformer.", "cond_stage_model.", "conditioner.embedders.0.transformer.",
            "text_encoders.clip_l.transformer.", "clip_l.transformer.",
        ],
        // OpenCLIP, of which a model has one.
        [
            "cond_stage_model.model.", "conditioner.embedders.0.model.", "conditioner.embedders.1.model.",
            "text_encoders.clip_g.transformer.", "clip_g.transformer.", "text_encoders.clip_h.transformer.", "clip_h.transformer.",
        ],
        ["text_encoders.t5xxl.transformer.", "t5xxl.transformer."],
        ["control_model."],
    ];

    /// <summary>What may stand before the keys of a component.</summary>
    /// <param name="component">Name of the component, which diffusers' files begin with.</param>
    /// <param name="known">The prefixes that its template knows.</param>
    public static string[] Of(string component, params IReadOnlyList<string> known) =>
        [
            .. Kinds.Where(kind => kind.Intersect(known).Any()).SelectMany(kind => kind).Concat(known).Where(prefix => prefix.Length > 0)
                .Concat([component + ".", GraphFolder.KeptIn(component) + "."]).Concat(Wrappers).Distinct(),
        ];
}
