using LatentDiffusion.Errors;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>
/// What graphs of known components must declare of their inputs and outputs, by the names of the components: ranks, types of elements, and
/// the channels of pictures. Checked where a graph is loaded, and where it is inspected only.
/// </summary>
internal static class ComponentShapes
{
    private const int Colours = 3;

    private static readonly TensorElementType[] Supported =
    [
        TensorElementType.Float, TensorElementType.Float16, TensorElementType.BFloat16, TensorElementType.Double, TensorElementType.Int64,
        TensorElementType.Int32, TensorElementType.Bool,
    ];

    /// <summary>What is wrong with a graph, or null.</summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="inputs">What it declares of its inputs.</param>
    /// <param name="outputs">What it declares of its outputs.</param>
    public static string? Fault(
        string component, IReadOnlyDictionary<string, TensorSpec> inputs, IReadOnlyDictionary<string, TensorSpec> outputs)
    {
        foreach (TensorSpec input in inputs.Values)
            if (!Supported.Contains(input.ElementType)) return Unsupported("input", input);
        return component switch
        {
            "vae_decoder" or ComponentNames.PreviewDecoder =>
                Rank("input", inputs, ["latent_sample", "latent"], 4) ?? Picture("output", outputs, "sample"),
            "vae_encoder" => Picture("input", inputs, "sample") ?? Rank("output", outputs, ["latent_parameters", "latent_sample"], 4),
            "unet" => Rank("input", inputs, ["sample"], 4) ?? Rank("output", outputs, ["out_sample", "sample"], 4)
                ?? Number(inputs, "timestep"),
            "transformer" => Number(inputs, "timestep") ?? Type("output", outputs, ["out_hidden_states"]),
            _ when component.StartsWith("text_encoder", StringComparison.Ordinal) => Rank("input", inputs, ["input_ids"], 2),
            _ when component.StartsWith("controlnet", StringComparison.Ordinal) => Rank("input", inputs, ["sample"], 4),
            _ => null,
        };
    }

    private static string? Picture(string kind, IReadOnlyDictionary<string, TensorSpec> declared, string name) =>
        Rank(kind, declared, [name], 4) ?? (declared.TryGetValue(name, out TensorSpec? spec) && !spec.FitsAt(1, Colours)
            ? $"the {kind} '{name}' is declared as {spec}; pictures have {Colours} channels" : null);

    private static string? Number(IReadOnlyDictionary<string, TensorSpec> inputs, string name) =>
        inputs.TryGetValue(name, out TensorSpec? spec) && spec.Dimensions.Length > 1
            ? $"the input '{name}' is declared as {spec}; one number, or one for each picture, is needed" : null;

    private static string? Rank(string kind, IReadOnlyDictionary<string, TensorSpec> declared, string[] names, int rank) =>
        Type(kind, declared, names) ?? (Find(declared, names) is { } spec && spec.Dimensions.Length != rank
            ? $"the {kind} '{spec.Name}' is declared as {spec}; {rank} dimensions are needed" : null);

    private static string? Type(string kind, IReadOnlyDictionary<string, TensorSpec> declared, string[] names) =>
        Find(declared, names) is { } spec && !Supported.Contains(spec.ElementType) ? Unsupported(kind, spec) : null;

    private static TensorSpec? Find(IReadOnlyDictionary<string, TensorSpec> declared, string[] names) =>
        names.Select(name => declared.GetValueOrDefault(name)).FirstOrDefault(spec => spec is not null);

    private static string Unsupported(string kind, TensorSpec spec) =>
        $"the {kind} '{Shown.Of(spec.Name)}' is declared as {spec}; elements of this type are not supported";
}
