using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Lists the hardware that this build can compute on.</summary>
internal static class DevicesCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("devices", "Lists the hardware that --provider takes, and what each lacks here.");
        command.SetAction(_ =>
        {
            IReadOnlyList<ProviderStatus> all = ExecutionProviders.Status();
            int width = all.Max(s => s.Provider.Name.Length);
            foreach (var (provider, problem) in all)
            {
                string state = problem is null ? Works(provider) : Failures.Explain(problem);
                Console.Out.WriteLine($"{provider.Name.PadRight(width)}  {state}");
            }
        });
        return command;
    }

    private static string Works(ExecutionProvider provider) =>
        provider == ExecutionProviders.Best ? "works, the best of those that do (--provider best)" : "works";
}
