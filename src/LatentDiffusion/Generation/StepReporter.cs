using System.Diagnostics;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>Reports steps to a caller, with previews where the request asks for them.</summary>
internal sealed class StepReporter
{
    private readonly GenerationPlan _plan;
    private readonly ScheduleRun _run;
    private readonly int _end;
    private readonly VaeDecoder _decoder;
    private readonly IProgress<GenerationStep>? _progress;
    private readonly IPreviewProgress? _chooser;
    private readonly long _began;
    private readonly CancellationToken _cancellationToken;
    private readonly bool _shows;
    private readonly float[] _estimate;
    private RgbImage[]? _preview;

    /// <summary>Makes a reporter for one generation, which may withhold previews.</summary>
    public StepReporter(
        GenerationPlan plan,
        ScheduleRun run,
        int end,
        VaeDecoder decoder,
        IProgress<GenerationStep>? progress,
        bool withholds,
        long began,
        CancellationToken cancellationToken)
    {
        (_plan, _run, _end, _decoder, _progress, _began, _cancellationToken) =
            (plan, run, end, decoder, progress, began, cancellationToken);
        _chooser = progress as IPreviewProgress;
        _shows = _chooser is not null || (progress is not null && plan.Request.PreviewInterval > 0);
        _estimate = _shows && !withholds ? new float[plan.Count * plan.Latent.Length] : [];
    }

    /// <summary>Makes the preview of a step, from what is known before it is taken.</summary>
    public void Observe(ReadOnlySpan<float> prediction, ReadOnlySpan<float> latents)
    {
        _preview = null;
        if (!IsShown(_plan.Request.PreviewInterval) || _estimate.Length == 0) return;
        _run.Denoise(prediction, latents, _estimate);
        _preview = _decoder.Decode(_estimate, _plan.Latent, _plan.Warnings, _cancellationToken);
    }

    /// <summary>Reports the step just taken.</summary>
    public void Report() => _progress?.Report(
        new GenerationStep(_run.Position - _run.Begin, _end - _run.Begin, Stopwatch.GetElapsedTime(_began), _preview));

    private bool IsShown(int interval) =>
        _shows && ((interval > 0 && (_run.Position - _run.Begin + 1) % interval == 0) || _chooser?.WantsPreview == true);
}
