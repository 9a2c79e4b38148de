using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Gpu;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>Makes <c>--provider</c>.</summary>
    public static Option<string> Provider() =>
        new("--provider") { Description = "cuda, cuda:1, tensorrt, directml, cpu, ...", DefaultValueFactory = _ => "cuda" };

    /// <summary>Makes <c>--precision</c>.</summary>
    public static Option<Precision> Precision() =>
        new("--precision") { Description = "What graphs compute in.", DefaultValueFactory = _ => LatentDiffusion.Precision.Auto };

    /// <summary>Makes <c>--out</c>.</summary>
    public static Option<FileInfo> Out() => new("--out") { Description = "File of JSON to write.", Required = true };

    /// <summary>Makes an option of a whole number; of fewer rounds or steps than the least there would be no median.</summary>
    public static Option<int> Number(string name, string description, int value, int least = 1)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // What is no number is refused by the option itself.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out int given) && given < least)
                result.AddError($"{name} must be {least} or more.");
        });
        return option;
    }

    /// <summary>The options of a pipeline on the provider, in the precision that were given.</summary>
    /// <exception cref="ExecutionProviderException">The provider does not work here.</exception>
    public static PipelineOptions Pipeline(ParseResult parsed, Option<string> provider, Option<Precision> precision) =>
        new() { Provider = Working(parsed.GetRequiredValue(provider)), Precision = parsed.GetValue(precision) };

    /// <summary>
    /// A provider, which must work here; with <paramref name="tf32"/> false, products of float32 are float32 where the provider leaves a
    /// choice.
    /// </summary>
    /// <exception cref="ExecutionProviderException">It does not work here.</exception>
    public static ExecutionProvider Working(string name, bool? tf32 = null)
    {
        ExecutionProvider provider = ExecutionProviders.FromName(name) switch
        {
            CudaProvider cuda => new CudaProvider { DeviceId = cuda.DeviceId, UsesTf32 = tf32 },
            TensorRtProvider tensorRt => new TensorRtProvider
            {
                DeviceId = tensorRt.DeviceId, Cuda = new CudaProvider { DeviceId = tensorRt.DeviceId, UsesTf32 = tf32 },
            },
            var other => other,
        };
        return ProviderStatus.Of(provider).Problem is { } problem ? throw problem : provider;
    }
}
