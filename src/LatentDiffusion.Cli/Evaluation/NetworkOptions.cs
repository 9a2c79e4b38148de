using System.CommandLine;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Which feature network, on which hardware.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> _network = new("--network")
    {
        Description = "Folder of a feature network, made by 'latent-diffusion-export features'. [default: ResNet18]",
        HelpName = "dir",
    };

    private readonly Option<ExecutionProvider?> _provider = HardwareOptions.Provider();

    private readonly Option<int?> _threads = HardwareOptions.Threads();

    private readonly Option<int?> _batch = NamedOption.Of("--batch", NamedOption.Positive, "Pictures of one run of the network. [default: 8]");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hardware">Whether those of the hardware too, or only the network.</param>
    public void AddTo(Command command, bool hardware = true)
    {
        command.Add(_network);
        if (!hardware) return;
        foreach (Option option in (Option[])[_provider, _threads, _batch]) command.Add(option);
    }

    /// <summary>Loads the network.</summary>
    public FeatureNetwork Load(ParseResult parsed)
    {
        FeatureNetworkOptions options = new()
        {
            Provider = parsed.GetValue(_provider) ?? ExecutionProviders.Cpu,
            Threads = parsed.GetValue(_threads),
            BatchSize = parsed.GetValue(_batch) ?? new FeatureNetworkOptions().BatchSize,
        };
        return parsed.GetValue(_network) is { } folder ? FeatureNetwork.Load(folder, options) : ResNet18.Load(options);
    }
}
