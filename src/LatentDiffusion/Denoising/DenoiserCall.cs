using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>The denoiser during one generation: all branches of all pictures in one batch, in memory that is bound once.</summary>
internal sealed class DenoiserCall : IDisposable
{
    private readonly GraphCall _call;
    private readonly TensorBuffer _sample;
    private readonly TensorBuffer _timestep;
    private readonly TensorBuffer _output;
    private readonly float[] _guided;
    private readonly GenerationPlan _plan;
    private readonly int _branches;

    /// <summary>Binds the graph and fills the inputs that stay the same.</summary>
    public DenoiserCall(Denoiser denoiser, Conditioning conditioning, GenerationPlan plan, CancellationToken cancellationToken)
    {
        (_plan, _branches) = (plan, conditioning.Branches.Count);
        int rows = _branches * plan.Count;
        _call = denoiser.Graph.Call(cancellationToken);
        try
        {
            _sample = _call.Input(denoiser.SampleInput, plan.Latent.Batch(rows));
            _timestep = _call.Input(denoiser.TimestepInput, TimestepShape(denoiser, rows));
            for (int i = 0; i < conditioning.Branches[0].Count; i++) BindCondition(conditioning, i, rows);
            _output = _call.Output(denoiser.Output, plan.Latent.Batch(rows));
            _guided = _branches == 1 ? [] : new float[plan.Count * plan.Latent.Length];
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
        Span<float> first = _sample.Values[..latents.Length];
        TensorPrimitives.Multiply(latents, run.InputScale(run.Position), first);
        for (int branch = 1; branch < _branches; branch++) first.CopyTo(_sample.Values[(branch * first.Length)..]);
        _timestep.Values.Fill(run.Timesteps[run.Position]);
        _call.Run(step: run.Position + 1);
        if (_branches == 1) return _output.Values;
        Guidance.Apply(_output.Values, _plan.GuidanceScale, _plan.GuidanceRescale, _plan.Count, _guided);
        return _guided;
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    /// <summary>Exports differ: a scalar, one element, or one per row of the batch.</summary>
    private static long[] TimestepShape(Denoiser denoiser, int rows) => denoiser.Graph.Inputs[denoiser.TimestepInput].Dimensions switch
    {
        [] => [],
        [1] => [1],
        _ => [rows],
    };

    private void BindCondition(Conditioning conditioning, int index, int rows)
    {
        ConditionTensor shape = conditioning.Branches[0][index];
        Span<float> values = _call.Input(shape.Input, [rows, .. shape.Shape]).Values;
        foreach (IReadOnlyList<ConditionTensor> branch in conditioning.Branches)
        {
            for (int picture = 0; picture < _plan.Count; picture++)
            {
                branch[index].Values.CopyTo(values);
                values = values[branch[index].Values.Length..];
            }
        }
    }
}
