using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>All ControlNets during one generation. They run before the U-Net and leave the sum of what they add in its inputs.</summary>
internal sealed class ControlNetsCall : IDisposable
{
    private readonly TensorBuffer[] _residuals;
    private readonly List<ControlNetCall> _nets = [];
    private bool _zero = true;

    /// <summary>
    /// Allocates the inputs of the U-Net and binds the nets to them. The first net writes there, the others to memory they share.
    /// </summary>
    /// <param name="denoiser">The U-Net and its nets.</param>
    /// <param name="call">A call of the U-Net whose other inputs are bound.</param>
    /// <param name="plan">The generation.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    public ControlNetsCall(Denoiser denoiser, GraphCall call, GenerationPlan plan, CancellationToken cancellationToken)
    {
        int rows = (int)call.Bound(denoiser.SampleInput)!.Shape[0];
        _residuals = [.. denoiser.Controls!.Residuals.Select(r => call.Input(r.Name, r.Shape(plan.Latent, rows)))];
        try
        {
            for (int i = 0; i < plan.Controls.Count; i++)
            {
                TensorBuffer[]? outputs = i switch { 0 => _residuals, 1 => null, _ => _nets[1].Outputs };
                _nets.Add(new ControlNetCall(denoiser, i, call, outputs, plan, cancellationToken));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs the nets that do not rest at a step, on what the inputs of the U-Net hold now.</summary>
    /// <param name="run">The run, not stepped.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">What a net gives is not finite.</exception>
    public void Run(ScheduleRun run)
    {
        for (int i = 0; i < _nets.Count; i++)
        {
            if (_nets[i].Covers(run))
            {
                _nets[i].Run(run);
                for (int r = 0; r < _residuals.Length && i > 0; r++) Add(_nets[i].Outputs[r].Values, _residuals[r].Values);
                _zero = false;
            }
            else if (i == 0 && !_zero)
            {
                foreach (TensorBuffer residual in _residuals) residual.Values.Clear();
                _zero = true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ControlNetCall net in _nets) net.Dispose();
    }

    private static void Add(ReadOnlySpan<float> more, Span<float> sum) => TensorPrimitives.Add(sum, more, sum);
}
