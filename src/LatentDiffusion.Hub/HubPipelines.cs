namespace LatentDiffusion.Hub;

/// <summary>Pipelines of models by name.</summary>
public static class HubPipelines
{
    /// <summary>
    /// The variant of the weights that suits how a model is loaded: the one that the options name, else <c>fp16</c> where graphs compute in
    /// half precision, as they do on GPUs unless something else is asked for, and <c>bf16</c> where they compute in that. Weights of twice
    /// the size would be rounded to the same numbers.
    /// </summary>
    /// <param name="options">How the model is loaded.</param>
    /// <returns>The variant, or null for the plain weights. Where a model lacks it, the plain ones are taken.</returns>
    public static string? VariantFor(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Variant ?? options.Precision switch
        {
            Precision.Float16 => "fp16",
            Precision.BFloat16 => "bf16",
            Precision.Auto when options.Provider != ExecutionProviders.Cpu => "fp16",
            _ => null,
        };
    }

    /// <summary>
    /// The variant to load a fetched model in: that of <see cref="VariantFor"/>, unless nothing but how the model is loaded speaks for it
    /// and the model has it not.
    /// </summary>
    /// <param name="path">The folder or file that was fetched, or any other.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <returns>The variant, or null for the plain weights.</returns>
    public static string? VariantIn(string path, PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        string? variant = VariantFor(options);
        return options.Variant is not null
            || (variant is not null && Directory.Exists(path) && WeightFileNames.VariantsIn(path).Contains(variant))
            ? variant : null;
    }

    /// <summary>Adds to the pipeline's own members.</summary>
    extension(LatentDiffusionPipeline)
    {
        /// <summary>Fetches a model, unless the cache has it, and loads it.</summary>
        /// <param name="name">
        /// Its name, in one of the forms of <see cref="ModelName"/>, such as <c>hf://org/name@revision</c> or <c>org/name</c>; or a
        /// folder or file on this disk, which goes before names without a scheme.
        /// </param>
        /// <param name="options">
        /// How to load; default on the processor. <see cref="VariantFor"/> says which weights are fetched for it. Its components,
        /// adapters, learned words and preview decoder may be names with a scheme too.
        /// </param>
        /// <param name="hub">Where it comes from. Default: a hub with default options.</param>
        /// <param name="progress">Told how far the fetching is.</param>
        /// <param name="cancellationToken">Stops the fetching and the loading.</param>
        /// <returns>A pipeline; dispose it to free its memory.</returns>
        /// <exception cref="ArgumentException">The name or a value of the options breaks a rule; the message says which.</exception>
        /// <exception cref="HubException">The model cannot be had; the message says why, and what to do.</exception>
        /// <exception cref="ModelFormatException">Something in the model does not fit.</exception>
        /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
        public static async Task<LatentDiffusionPipeline> LoadAsync(
            string name,
            PipelineOptions? options = null,
            ModelHub? hub = null,
            IProgress<HubProgress>? progress = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            using ModelHub? own = hub is null ? new ModelHub() : null;
            ModelHub from = hub ?? own!;
            options ??= new PipelineOptions();
            options = options with { Variant = options.Variant ?? from.Variant };
            string path = Path.Exists(name) && !ModelName.IsExplicit(name) ? name
                : await from.GetVariantAsync(name, VariantFor(options), progress, cancellationToken).ConfigureAwait(false);
            options = await from.FetchPartsAsync(options, progress, cancellationToken).ConfigureAwait(false);
            options = options with { Variant = VariantIn(path, options) };
            return await Task.Run(
                () => LatentDiffusionPipeline.Load(path, options, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }
}
