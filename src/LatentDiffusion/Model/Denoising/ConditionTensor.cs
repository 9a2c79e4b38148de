namespace LatentDiffusion.Model;

/// <summary>A tensor that conditions the denoiser, for one picture; it is repeated for each picture of a batch, unless the graph
/// declares the input without a batch dimension.</summary>
/// <param name="Input">Name of the denoiser's input.</param>
/// <param name="Steps">
/// Elements in row-major order at each step, the same array where they stay the same; beyond the last step its own.
/// </param>
/// <param name="Shape">Shape without the batch dimension.</param>
internal sealed record ConditionTensor(string Input, float[][] Steps, long[] Shape)
{
    /// <summary>A tensor that is the same at all steps.</summary>
    public ConditionTensor(string input, float[] values, long[] shape)
        : this(input, [values], shape)
    {
    }

    /// <summary>Elements at a step, counted from 0.</summary>
    public float[] At(int step) => Steps[Math.Min(step, Steps.Length - 1)];

    /// <summary>Whether a step, counted from 0, has other elements than the one before it.</summary>
    public bool ChangesAt(int step) => step == 0 || !ReferenceEquals(At(step), At(step - 1));
}
