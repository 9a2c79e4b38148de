using System.Numerics.Tensors;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Model;

/// <summary>All ControlNets during one generation. They run before the U-Net and leave the sum of what they add in its inputs.</summary>
internal sealed class ControlNetsCall : IDisposable
{
    private readonly BatchedCall _denoiser;
    private readonly IReadOnlyList<ControlResidual> _names;
    private readonly TensorBuffer[] _residuals;
    private readonly OrtValue[] _remote = [];
    private readonly List<ControlNetCall> _nets = [];
    private bool _zero = true;

    /// <summary>
    /// Allocates the inputs of the U-Net and binds the nets to them. The first net writes there, the others to memory they share. What a
    /// single net gives stays in the memory of the hardware, where that has its own.
    /// </summary>
    /// <param name="denoiser">The U-Net and its nets.</param>
    /// <param name="call">A call of the U-Net whose other inputs are bound.</param>
    /// <param name="plan">The generation.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    public ControlNetsCall(Denoiser denoiser, BatchedCall call, GenerationPlan plan, CancellationToken cancellationToken)
    {
        int rows = (int)call.Bound(denoiser.SampleInput)!.Shape[0];
        (_denoiser, _names) = (call, denoiser.Controls!.Residuals);
        _residuals = [.. _names.Select(r => call.Input(r.Name, r.Shape(plan.Latent, rows)))];
        try
        {
            if (plan.Controls.Count == 1 // of a model without nets 0: the inputs of its U-Net stay zero
                && BatchedCall.RowsOf(denoiser.Controls.Nets[0], denoiser.SampleInput, rows) is null
                && denoiser.Controls.GivesWhatIsTaken(denoiser.Graph))
                _remote = [.. _names.Select(r => call.AllocateRemote(r.Name)).OfType<OrtValue>()];
            for (int i = 0; i < plan.Controls.Count; i++)
            {
                TensorBuffer[]? outputs = i switch { 0 => _residuals, 1 => null, _ => _nets[1].Outputs };
                _nets.Add(new ControlNetCall(denoiser, i, call, outputs, _remote, plan, cancellationToken));
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
                for (int r = 0; r < _residuals.Length && i > 0; r++) Add(_nets[i].Outputs[r].Values, _residuals[r].Write());
                for (int r = 0; r < _remote.Length; r++) _denoiser.ReadRemote(_names[r].Name, _remote[r]);
                _zero = false;
            }
            else if (i == 0 && !_zero)
            {
                foreach (TensorBuffer residual in _residuals) residual.Write().Clear();
                for (int r = 0; r < _remote.Length; r++) _denoiser.ReadRemote(_names[r].Name, null);
                _zero = true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ControlNetCall net in _nets) net.Dispose();
        foreach (OrtValue value in _remote) value.Dispose();
    }

    private static void Add(ReadOnlySpan<float> more, Span<float> sum) => TensorPrimitives.Add(sum, more, sum);
}
