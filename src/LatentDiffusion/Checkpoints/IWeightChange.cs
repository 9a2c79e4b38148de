using LatentDiffusion.Onnx;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// Changes parameters of a graph while it is loaded: ONNX Runtime computes the nodes that it adds once, not at every run.
/// </summary>
internal interface IWeightChange
{
    /// <summary>Whether it changes a parameter.</summary>
    bool Touches(TemplateParameter parameter);

    /// <summary>Adds what makes the changed parameter of the stored one.</summary>
    /// <param name="prefix">What nodes and tensors are added to.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="input">Name of the value before the change, in float32.</param>
    /// <param name="output">Name of the value after it.</param>
    void Apply(GraphPrefix prefix, TemplateParameter parameter, string input, string output);
}
