namespace LatentDiffusion.Gpu;

/// <summary>One generation that diffusers has done before, and how near ours must be.</summary>
/// <param name="Model">The model: cases of one are run by one pipeline.</param>
/// <param name="Name">Name of the case.</param>
/// <param name="Load">Loads the model.</param>
/// <param name="Request">Makes the request.</param>
/// <param name="Judge">Compares: sets what is measured, the value, the bound, and whether it passed.</param>
internal sealed record ParityCase(
    string Model,
    string Name,
    Func<PipelineOptions, LatentDiffusionPipeline> Load,
    Func<GenerationRequest> Request,
    Func<GenerationResult, ParityResult, ParityResult> Judge)
{
    /// <summary>Name of the default model.</summary>
    public const string Emoji = "emoji";

    /// <summary>The family of a tiny model, whose name goes on with the components that are left out; or <see cref="Emoji"/>.</summary>
    public string Family => Model.Split(" - ")[0];

    /// <summary>Whether it is of a tiny random model.</summary>
    public bool IsTiny => Model != Emoji;
}
