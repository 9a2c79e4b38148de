using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>The conditions of all branches of all pictures in the inputs of the denoiser, where they follow the steps.</summary>
internal sealed class ConditionsCall
{
    private readonly (TensorBuffer Buffer, ConditionTensor[] Branches, int Repeats)[] _inputs;
    private bool _filled;

    /// <summary>Allocates the inputs.</summary>
    /// <param name="denoiser">The denoiser.</param>
    /// <param name="call">Its call.</param>
    /// <param name="conditioning">The conditions.</param>
    /// <param name="count">Number of pictures.</param>
    public ConditionsCall(Denoiser denoiser, BatchedCall call, Conditioning conditioning, int count)
    {
        _inputs = [.. conditioning.Branches[0].Select((first, i) => Bind(first, [.. conditioning.Branches.Select(branch => branch[i])]))];

        (TensorBuffer, ConditionTensor[], int) Bind(ConditionTensor first, ConditionTensor[] branches) =>
            denoiser.Graph.Inputs[first.Input].Dimensions.Length == first.Shape.Length
                ? (call.Input(first.Input, first.Shape), [first], 1) // declared without a batch: the same for all
                : (call.Input(first.Input, [branches.Length * count, .. first.Shape]), branches, count);
    }

    /// <summary>Puts the conditions of a step, counted from 0, in place of those of the step before it.</summary>
    public void Select(int step)
    {
        foreach (var (buffer, branches, repeats) in _inputs)
        {
            for (int branch = 0; branch < branches.Length; branch++)
            {
                if (_filled && !branches[branch].ChangesAt(step)) continue;
                float[] values = branches[branch].At(step);
                Span<float> destination = buffer.Write();
                for (int k = 0; k < repeats; k++) values.CopyTo(destination[((branch * repeats + k) * values.Length)..]);
            }
        }

        _filled = true;
    }
}
