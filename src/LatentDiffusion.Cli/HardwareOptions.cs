using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>The hardware to compute on, for every command that computes.</summary>
internal static class HardwareOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Hardware";

    /// <summary>Makes <c>--provider</c>.</summary>
    public static Option<ExecutionProvider?> Provider() => NamedOption.Of<ExecutionProvider?>(
        "--provider",
        ExecutionProviders.FromName,
        $"Hardware: {string.Join(", ", ExecutionProviders.All.Select(p => p.Name))}, or best for what works here; cuda:1 is the second "
        + "device. See 'latentdiffusion devices'. [default: cpu]");

    /// <summary>Makes <c>--threads</c>.</summary>
    public static Option<int?> Threads() =>
        NamedOption.Of("--threads", NamedOption.Positive, "Threads that compute on the CPU. [default: one on each core]");

    /// <summary>Makes <c>--precision</c>.</summary>
    public static Option<Precision> Precision() => NamedOption.Of(
        "--precision",
        NamedOption.Name<Precision>,
        "What graphs compute in: Float32, Float16, BFloat16, or Auto: float32 on processors, float16 on GPUs. [default: Auto]");
}
