using System.Diagnostics;
using LatentDiffusion.Generation;
using LatentDiffusion.Imaging;
using LatentDiffusion.Model;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    private readonly StageList _stages;

    /// <summary>Makes pictures of the last latents.</summary>
    private GenerationResult Finish(
        GenerationRequest asked,
        FramedPlan framed,
        Conditioning prompt,
        float[] latents,
        long began,
        CancellationToken cancellationToken)
    {
        GenerationPlan plan = framed.Plan;
        RgbImage[] drawn = _model.DecoderFor(plan.Request).Decode(latents, plan.Latent, plan.Warnings, cancellationToken, plan.Output);
        IReadOnlyList<RgbImage> sources = asked.Image?.AllSources ?? [];
        string? xmp = _options.MarksImages ? OriginMark.Packet(sources, Name, plan.Warnings) : null;
        foreach (string unused in UnusedOptions.Of(asked, plan, _model, prompt)) plan.Warnings.Add(unused);
        if (MisfitScheduler.Of(plan, _model) is { } misfit) plan.Warnings.Add(misfit);
        foreach (string ignored in IgnoredSyntax.Of(asked, _model, _tagFolder is not null)) plan.Warnings.Add(ignored);
        var fields = PipelineFields.Of(_options, _hash.Await(cancellationToken), _adapters, _tagged);
        ParameterWriter parameters = new(asked, framed, _model, Name, fields);
        if (FittingText.Warning(parameters.Of(0)) is { } warning) plan.Warnings.Add(warning);
        GeneratedImage[] images = new GeneratedImage[drawn.Length];
        for (int k = 0; k < images.Length; k++)
        {
            GeneratedImage made = new(framed.Finish(drawn[k]), plan.SeedOf(k), parameters.Of(k), sources)
            {
                Stages = _stages, XmpPacket = xmp,
            };
            ImageStageContext context = new(made, Name, asked, plan.Warnings, cancellationToken);
            images[k] = made.With(_stages.Apply(made.Image, context));
        }

        prompt = prompt with { Warnings = [.. Warnings, .. prompt.Warnings] };
        return GenerationResult.From(framed, prompt, latents, images, Stopwatch.GetElapsedTime(began));
    }
}
