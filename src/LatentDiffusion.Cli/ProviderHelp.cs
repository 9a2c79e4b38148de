namespace LatentDiffusion.Cli;

/// <summary>What is said of <c>--provider</c>.</summary>
internal static class ProviderHelp
{
    /// <summary>For people.</summary>
    public static readonly string Text =
        $"Hardware: {string.Join(", ", ExecutionProviders.All.Select(p => p.Name))}, or best for what works here; cuda:1 is the second "
        + "device. See 'latentdiffusion devices'. [default: cpu]";
}
