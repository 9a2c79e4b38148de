namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private static readonly byte[][] OnnxWords = Words(
        "If", "Loop", "EPContext", "location", "offset", "length", "../x", "/etc/hostname", "raw_data", "Constant", "Cast", "sample",
        "latent_sample");

    private Target[] Graphs() =>
    [
        new("onnx", [.. Seeds("tiny", "model.onnx", 100_000), .. Seeds("faults", "*.onnx")], OnnxWords, Graph),
        new("onnx-precision", [.. Seeds("tiny", "model.onnx", 100_000), .. Seeds("faults", "*.onnx")], OnnxWords, Precision),
    ];

    private void Graph(byte[] input)
    {
        using ModelFile file = ModelFile.Open(Write("vae_decoder/model.onnx", input));
        OnnxWeights.Open(file, []);
        file.Model.Serialize();
        new OnnxSource("vae_decoder", Path.Combine(_folder, "vae_decoder")).Inspect([]);
    }

    /// <summary>Rewriting a graph for another precision, which looks at every node.</summary>
    private void Precision(byte[] input)
    {
        string path = Write("unet/model.onnx", input);
        using ModelFile file = ModelFile.Open(path);
        OpenGraph graph = OnnxWeights.Open(file, []).Graph;
        ProviderKernels cpu = ProviderKernels.Of(ExecutionProviders.Cpu);
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            OpenGraph rewritten = new GraphPrecision(precision).ApplyTo(graph, cpu, path);
            WholeOperators.Replace(rewritten.Model, cpu.Operators).Serialize();
        }
    }
}
