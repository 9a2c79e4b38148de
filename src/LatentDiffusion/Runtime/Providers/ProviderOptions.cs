using System.Globalization;

namespace LatentDiffusion.Runtime;

/// <summary>Options of a provider as ONNX Runtime reads them: text under its own names.</summary>
internal static class ProviderOptions
{
    /// <summary>The recording of a run, under the names of CUDA, TensorRT and TensorRT-RTX.</summary>
    private static readonly string[] Replaying = ["enable_cuda_graph", "trt_cuda_graph_enable"];

    /// <summary>The options that have a value, under those that the user gave by name.</summary>
    /// <param name="typed">Names and values; null where the provider's default holds.</param>
    /// <param name="named">The user's own, which go before.</param>
    /// <exception cref="ArgumentException">As of <see cref="RequireBinding"/>.</exception>
    public static Dictionary<string, string> Merge(
        ReadOnlySpan<(string Name, object? Value)> typed, IReadOnlyDictionary<string, string> named)
    {
        RequireBinding(named);
        Dictionary<string, string> options = new(named, StringComparer.Ordinal);
        foreach (var (name, value) in typed)
            if (value is not null) options.TryAdd(name, Text(value));
        return options;
    }

    /// <summary>
    /// That no option has the hardware replay a recorded run: it reads the memory that was bound when it was recorded, while graph calls
    /// bind values that changed anew (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#using-cuda-graphs-preview),
    /// so that every step would see the first one's latents.
    /// </summary>
    /// <param name="named">The user's options.</param>
    /// <exception cref="ArgumentException">One has.</exception>
    public static void RequireBinding(IReadOnlyDictionary<string, string> named)
    {
        foreach (string name in Replaying)
            if (named.TryGetValue(name, out string? value) && value is not ("0" or "false" or "False"))
                throw new ArgumentException(
                    $"The option '{name}' is '{value}'. Recorded runs read the memory of the first one, so that every step would see the first "
                    + "step's latents; leave the option out.");
    }

    private static string Text(object value) =>
        value is bool flag ? flag ? "1" : "0" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
