using LatentDiffusion.Imaging;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Model;

/// <summary>
/// One ControlNet during one generation. It reads the latents and conditions of the U-Net from the memory where the U-Net has them.
/// </summary>
internal sealed class ControlNetCall : IDisposable
{
    private readonly ControlImage _control;
    private readonly BatchedCall _call;
    private readonly TensorBuffer _denoiserSample, _sample, _timestep;

    /// <summary>Binds the net and fills the inputs that stay the same.</summary>
    /// <param name="denoiser">The U-Net and its nets.</param>
    /// <param name="index">Which net.</param>
    /// <param name="denoiserCall">A call of the U-Net whose inputs are bound.</param>
    /// <param name="outputs">Where the net writes; null for memory of its own.</param>
    /// <param name="remote">Where it writes instead in the memory of the hardware; empty for nowhere.</param>
    /// <param name="plan">The generation.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    public ControlNetCall(
        Denoiser denoiser,
        int index,
        BatchedCall denoiserCall,
        TensorBuffer[]? outputs,
        OrtValue[] remote,
        GenerationPlan plan,
        CancellationToken cancellationToken)
    {
        _control = plan.Controls[index];
        OnnxGraph net = denoiser.Controls!.Nets[index];
        _denoiserSample = denoiserCall.Bound(denoiser.SampleInput)!;
        int rows = (int)_denoiserSample.Shape[0];
        _call = new BatchedCall(net, denoiser.SampleInput, rows, cancellationToken);
        try
        {
            // An inpainting U-Net sees a mask and a picture beside the latents, the net does not.
            _sample = _denoiserSample.Shape[1] == plan.Latent.Channels
                ? _call.Input(denoiser.SampleInput, _denoiserSample)
                : _call.Input(denoiser.SampleInput, plan.Latent.Batch(rows));
            _timestep = _call.Input(denoiser.TimestepInput, net.Inputs[denoiser.TimestepInput].ShapeOfNumber(rows));
            _call.Input(ControlNets.Scale, net.Inputs[ControlNets.Scale].ShapeOfNumber(rows)).Write().Fill((float)_control.Scale!.Value);
            FillPicture(_call.Input(ControlNets.Picture, rows, 3, plan.Height, plan.Width).Write(), plan);
            foreach (string input in net.Inputs.Keys)
                if (_call.Bound(input) is null) _call.Input(input, denoiserCall.Bound(input)!);
            IReadOnlyList<ControlResidual> residuals = denoiser.Controls.Residuals;
            for (int i = 0; i < remote.Length; i++) _call.WriteRemote(residuals[i].Name, remote[i]);
            Outputs = remote.Length > 0 ? [] : outputs is null
                ? [.. residuals.Select(r => _call.Output(r.Name, r.Shape(plan.Latent, rows)))]
                : [.. residuals.Zip(outputs, (r, output) => _call.Output(r.Name, output))];
        }
        catch
        {
            _call.Dispose();
            throw;
        }
    }

    /// <summary>What the net gave at its last run, in the order of <see cref="ControlNets.Residuals"/>.</summary>
    public TensorBuffer[] Outputs { get; }

    /// <summary>
    /// Whether the net steers at a step (diffusers' <c>controlnet_keep</c>: only steps that lie in its range as a whole).
    /// </summary>
    public bool Covers(ScheduleRun run)
    {
        double step = run.Position - run.Begin, steps = run.Timesteps.Length - run.Begin;
        return _control.Scale != 0 && step / steps >= _control.Start && (step + 1) / steps <= _control.End;
    }

    /// <summary>Runs the net on what the inputs of the U-Net hold now.</summary>
    public void Run(ScheduleRun run)
    {
        if (_sample.Values.Length < _denoiserSample.Values.Length) CopyLatents();
        _timestep.Write().Fill(run.Timesteps[run.Position]);
        _call.Run(step: run.Position - run.Begin + 1, run.IsLast);
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    private void CopyLatents()
    {
        int rows = (int)_sample.Shape[0], length = _sample.Values.Length / rows, stride = _denoiserSample.Values.Length / rows;
        Span<float> sample = _sample.Write();
        for (int row = 0; row < rows; row++) _denoiserSample.Values.Slice(row * stride, length).CopyTo(sample[(row * length)..]);
    }

    private void FillPicture(Span<float> values, GenerationPlan plan)
    {
        int length = 3 * plan.Width * plan.Height;
        PixelConversion.ToUnitTensor(_control.Image.Resize(plan.Width, plan.Height).Pixels, plan.Width * plan.Height, values[..length]);
        for (int row = length; row < values.Length; row += length) values[..length].CopyTo(values[row..]);
    }
}
