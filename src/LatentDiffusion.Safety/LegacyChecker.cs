namespace LatentDiffusion.Safety;

/// <summary>
/// The form of diffusers' ONNX pipelines (scripts/convert_stable_diffusion_checkpoint_to_onnx.py): one graph that also decides, without
/// rounding, and with the special concepts' adjustment for the others only.
/// </summary>
internal sealed class LegacyChecker(string folder, PipelineOptions options) : CheckerGraph(Open(folder, options))
{
    private const string Images = "images", Decision = "has_nsfw_concepts";

    /// <inheritdoc/>
    public override SafetyFinding Check(ClipPicture input, RgbImage image, CancellationToken cancellationToken)
    {
        using GraphCall call = Graph.Call(cancellationToken, returnsMemory: true);
        input.Write(image, call.Input(Input, 1, 3, Side, Side).Write());

        // The graph blackens what it is given; nothing of that is used.
        long[] shape = [.. Graph.Inputs[Images].Dimensions.Select((size, i) => size > 0 ? size : i == 0 ? 1L : i == 3 ? 3 : 1)];
        call.Input(Images, shape).Write().Clear();
        call.FreeOutput(Decision);
        return new SafetyFinding(call.RunFree()[0].Values is not [0], []); // one decision; anything else is not known to be safe
    }

    private static OnnxGraph Open(string folder, PipelineOptions options)
    {
        OnnxSource source = new(StableDiffusionSafetyChecker.FolderName, folder);
        source.Require();
        OnnxGraph graph = source.Load(options.Sessions(), GraphPrecision.Float32);
        try
        {
            graph.RequireInput(Input);
            graph.RequireInput(Images);
            graph.RequireOutput(Decision);
            if (graph.Outputs[Decision].Dimensions is not ([] or [<= 1]))
                throw new ModelFormatException($"{graph.Path}: '{Decision}' is {graph.Outputs[Decision]}; it must be one value for each picture.");
            graph.RequireNoOtherInputs(Input, Images);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }
}
