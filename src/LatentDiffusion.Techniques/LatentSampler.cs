namespace LatentDiffusion.Techniques;

/// <summary>Latent diffusion without prompts: the pipeline of the core package, as one sampler beside the others.</summary>
public sealed class LatentSampler : ImageSampler
{
    private readonly int _steps;

    /// <summary>Loads the pipeline.</summary>
    internal LatentSampler(SamplerFolder folder)
        : base(folder)
    {
        _steps = folder.Whole("steps", 1, 1000);
        Pipeline = LatentDiffusionPipeline.Load(folder.Path, folder.Options.ToPipelineOptions());
        try
        {
            folder.RequireSize(folder.Path, Pipeline.Traits.Width, Pipeline.Traits.Height);
        }
        catch
        {
            Pipeline.Dispose();
            throw;
        }
    }

    /// <summary>The pipeline, which also starts from pictures, inpaints and so on; it lives as long as this sampler.</summary>
    public LatentDiffusionPipeline Pipeline { get; }

    /// <inheritdoc/>
    public override void Dispose() => Pipeline.Dispose();

    /// <inheritdoc/>
    private protected override IReadOnlyList<RgbImage> DrawPart(int count, long seed, CancellationToken cancellationToken)
    {
        GenerationRequest request = new("") { Seed = seed, Count = count, Steps = _steps, Width = Size, Height = Size };
        GenerationResult result = Pipeline.Generate(request, cancellationToken: cancellationToken);
        return [.. result.Images.Select(image => image.Image)];
    }
}
