using System.Numerics.Tensors;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>The denoiser during one generation: all branches of all pictures in one batch, in memory that is bound once.</summary>
internal sealed class DenoiserCall : IDisposable
{
    private readonly Denoiser _denoiser;
    private readonly LatentShape _shape;
    private readonly BatchedCall _call;
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _output;
    private readonly ConditionsCall _conditions;
    private readonly ControlNetsCall? _controls;
    private readonly Guidance? _guidance;
    private readonly float[] _guided;
    private readonly float[] _restored;
    private readonly int _count, _length, _rowLength, _branches;

    /// <summary>Binds the graph and fills the inputs that stay the same.</summary>
    public DenoiserCall(
        Denoiser denoiser,
        Conditioning conditioning,
        ImageChannels? channels,
        GenerationPlan plan,
        CancellationToken cancellationToken)
    {
        (_denoiser, _shape, _count, _length) = (denoiser, plan.Latent, plan.Count, plan.Latent.Length);
        (_branches, _guidance) = (conditioning.Branches.Count, conditioning.Guidance);
        LatentShape row = plan.Latent with { Channels = plan.Latent.Channels + (channels?.Channels ?? 0) };
        _rowLength = row.Length;
        int rows = _branches * plan.Count;
        _call = new BatchedCall(denoiser.Graph, denoiser.SampleInput, rows, cancellationToken);
        try
        {
            _sample = _call.Input(denoiser.SampleInput, denoiser.Layout.Shape(row, rows));
            _timestep = _call.Input(denoiser.TimestepInput, denoiser.Graph.Inputs[denoiser.TimestepInput].ShapeOfNumber(rows));
            if (channels is not null) FillChannels(channels);
            _conditions = new ConditionsCall(denoiser, _call, conditioning, plan.Count);
            _output = _call.Output(denoiser.Output, denoiser.Layout.OutputShape(plan.Latent, rows));
            _guided = new float[_branches == 1 ? 0 : _output.Values.Length / _branches];
            _restored = new float[denoiser.Layout.Reorders ? _count * _length : 0];
            _controls = denoiser.Controls is null ? null : new ControlNetsCall(denoiser, _call, plan, cancellationToken);
        }
        catch
        {
            _call.Dispose();
            throw;
        }
    }

    /// <summary>Predicts at the point where a run stands, guidance applied.</summary>
    /// <param name="latents">The samples of all pictures.</param>
    /// <param name="run">The run, not stepped.</param>
    /// <returns>The prediction, until the next call.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The prediction is not finite.</exception>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> latents, ScheduleRun run)
    {
        float scale = run.InputScale(run.Position);
        Span<float> rows = _sample.Write();
        for (int k = 0; k < _count; k++)
        {
            Span<float> first = Row(rows, 0, k)[.._length];
            _denoiser.Layout.Arrange(latents.Slice(k * _length, _length), _shape, first);
            if (scale != 1) TensorPrimitives.Multiply(first, scale, first);
            for (int branch = 1; branch < _branches; branch++) first.CopyTo(Row(rows, branch, k));
        }

        _timestep.Write().Fill(run.Timesteps[run.Position] / _denoiser.TimestepDivisor);
        _conditions.Select(run.Position - run.Begin);
        _controls?.Run(run);
        _call.Run(step: run.Position - run.Begin + 1, run.IsLast); // the decoder is next, which takes most memory
        _guidance?.Apply(_output.Values, _count, _guided);
        ReadOnlySpan<float> prediction = _guidance is null ? _output.Values : _guided;
        if (!_denoiser.Layout.Reorders) return prediction;
        _denoiser.Layout.Restore(prediction, _shape, _restored);
        return _restored;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _controls?.Dispose();
        _call.Dispose();
    }

    private Span<float> Row(Span<float> rows, int branch, int picture) =>
        rows.Slice((branch * _count + picture) * _rowLength, _rowLength);

    private void FillChannels(ImageChannels channels)
    {
        int length = _rowLength - _length;
        Span<float> rows = _sample.Write();
        for (int branch = 0; branch < _branches; branch++)
            for (int k = 0; k < _count && branch != channels.BlankBranch; k++)
                channels.Values.AsSpan(k * length, length).CopyTo(Row(rows, branch, k)[_length..]);
    }
}
