using LatentDiffusion.Errors;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// The denoiser during one generation, which goes on in float32 from the step on where it overflows in half precision. What was drawn so
/// far stays: a step reads the latents and changes none.
/// </summary>
internal sealed class WideningDenoiser : IDisposable
{
    private readonly Func<Denoiser, DenoiserCall> _start;
    private readonly RunWarnings _warnings;
    private Denoiser _denoiser;
    private DenoiserCall _call;

    /// <summary>Binds the graph and fills the inputs that stay the same.</summary>
    public WideningDenoiser(
        Denoiser denoiser, Conditioning conditioning, ImageChannels? channels, GenerationPlan plan, CancellationToken cancellationToken)
    {
        _start = started => new DenoiserCall(started, conditioning, channels, plan, cancellationToken);
        (_denoiser, _warnings, _call) = (denoiser, plan.Warnings, _start(denoiser));
    }

    /// <inheritdoc cref="DenoiserCall.Predict"/>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> latents, ScheduleRun run)
    {
        try
        {
            return _call.Predict(latents, run);
        }
        catch (NumericalException e) when (_denoiser.IsHalf)
        {
            Denoiser wider = _denoiser.InFloat32();
            _warnings.Add($"The graph '{e.Graph}' overflowed at step {e.Step}; the picture was finished in float32.");
            _call.Dispose();
            (_denoiser, _call) = (wider, _start(wider));
            return _call.Predict(latents, run);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();
}
