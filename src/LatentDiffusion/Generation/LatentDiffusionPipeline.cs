using System.Diagnostics;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Generation;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion;

/// <summary>
/// Generates pictures with a latent diffusion model (Rombach et al. 2022, https://arxiv.org/abs/2112.10752). One pipeline serves any number
/// of threads at once; each generation is the same as if it ran alone. What it calls meanwhile (progress callbacks, stages), and tasks that
/// these start, must not call it: that is an <see cref="InvalidOperationException"/> until the generation has ended.
/// </summary>
public sealed partial class LatentDiffusionPipeline : IDisposable
{
    /// <summary>Generates one picture with the model's own settings.</summary>
    /// <param name="prompt">What the picture should show.</param>
    /// <returns>The picture, ready to be saved.</returns>
    public GenerationResult Generate(string prompt) => Generate(new GenerationRequest(prompt));

    /// <summary>Generates pictures.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">
    /// Told after each step, on the generating thread unless the implementation posts (as <see cref="Progress{T}"/> does).
    /// </param>
    /// <param name="cancellationToken">Stops within one operator of the model; the pipeline stays usable.</param>
    /// <returns>The pictures, their seeds, and warnings.</returns>
    /// <exception cref="UnsupportedRequestException">The model cannot use something of the request.</exception>
    /// <exception cref="ArgumentException">A value of the request breaks a rule; the message names both.</exception>
    /// <exception cref="PromptRefusedException">One of <see cref="PipelineOptions.PromptPolicies"/> refuses the request.</exception>
    /// <exception cref="PromptFormatException">
    /// A weight in a prompt is not a number (<see cref="PromptSyntax.Weighted"/>), or a scale of an adapter in it
    /// (<see cref="PipelineOptions.LoraFolder"/>).
    /// </exception>
    /// <exception cref="ModelFormatException">
    /// An adapter that the prompt names is not sound, or not for this model. Nothing was changed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The model produced NaN or infinity.</exception>
    /// <exception cref="GraphRunException">ONNX Runtime failed, or there is not enough memory.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed.</exception>
    /// <exception cref="InvalidOperationException">A callback of this pipeline calls it.</exception>
    public GenerationResult Generate(
        GenerationRequest request, IProgress<GenerationStep>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        GenerationRequest asked = request;
        foreach (IPromptPolicy policy in _options.PromptPolicies)
            if (policy.Refuse(request) is { } reason) throw new PromptRefusedException(policy.Name, reason);
        (request, IReadOnlyList<LoadedAdapter> tagged) = ReadTags(request);
        using ReentryGuard.Stay stay = _guard.Enter();
        using RunGate.Lease lease = EnterWith(tagged, cancellationToken);
        try
        {
            return Generate(asked, request, progress, cancellationToken);
        }
        catch (NumericalException e)
        {
            throw e.With(LikelyCauses.Of(request, _model.SchedulerFor(request), [.. _adapters, .. tagged], e.IsHalf));
        }
        catch (OutOfMemoryException e)
        {
            throw new GraphRunException("There is not enough memory for this request; ask for fewer or smaller pictures.", e);
        }
    }

    private GenerationResult Generate(
        GenerationRequest asked, GenerationRequest request, IProgress<GenerationStep>? progress, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        _hash.Begin();
        if (request.Hires is not null) return GenerateTwice(asked, HiresPasses.Of(request, _model), progress, began, cancellationToken);
        FramedPlan framed = Planner.Of(request, _model);
        var (prompt, latents) = Denoise(framed.Plan, new NoiseBatch(framed.Plan), progress, began, cancellationToken);
        return Finish(asked, framed, prompt, latents, began, cancellationToken);
    }

    private (Conditioning Prompt, float[] Latents) Denoise(
        GenerationPlan plan, NoiseBatch noise, IProgress<GenerationStep>? progress, long began, CancellationToken cancellationToken)
    {
        ScheduleRun run = _model.Schedule.Start(plan, _model);
        int end = _model.Schedule.End(plan, _model, run);
        Conditioning prompt = _model.Prompts.Encode(plan, end - run.Begin, cancellationToken);
        StartingLatents start = _model.Start.Create(new StartContext(plan, _model, run, noise, cancellationToken));
        float[] latents = start.Values, z = new float[latents.Length];

        using WideningDenoiser denoiser = new(_model.Denoiser, prompt, start.Channels, plan, cancellationToken);
        VaeDecoder previews = _model.PreviewDecoder ?? _model.DecoderFor(plan.Request);
        StepReporter reporter = new(plan, run, end, previews, progress, _stages.WithholdsPreviews, began, cancellationToken);
        while (run.Position < end)
        {
            ReadOnlySpan<float> prediction = denoiser.Predict(latents, run);
            reporter.Observe(prediction, latents);
            if (run.NeedsNoise(run.Position)) noise.Fill(z);
            run.Step(prediction, z, latents);
            start.Mask?.Apply(run, end, latents);
            reporter.Report();
        }

        return (prompt, latents);
    }

    /// <summary>The same on a thread of the pool: the one asynchronous boundary, for callers that must not block.</summary>
    /// <inheritdoc cref="Generate(GenerationRequest, IProgress{GenerationStep}?, CancellationToken)"/>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IProgress<GenerationStep>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Generate(request, progress, cancellationToken), cancellationToken);
}
