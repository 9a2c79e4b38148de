using System.CommandLine;
using LatentDiffusion.Hub;

namespace LatentDiffusion.Cli;

/// <summary>Fetches a model.</summary>
internal static class PullCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("pull", "Fetches a model of the Hugging Face hub or Civitai into the cache, and says where it is.");
        Argument<string> name = new("name")
        {
            Description = "org/name, hf://org/name@revision, civitai:VERSION, urn:air:..., or the address of its page.",
        };
        Option<string?> revision = new("--revision") { Description = "Branch, tag or commit. [default: main]", HelpName = "rev" };
        Option<string?> variant = new("--variant")
        {
            Description = "Which of several weights: fp16 for half precision. [default: the plain ones, else fp16]", HelpName = "name",
        };
        Option<ModelWeights> weights = NamedOption.Of(
            "--format",
            NamedOption.Name<ModelWeights>,
            $"Which of several formats: {string.Join(", ", Enum.GetNames<ModelWeights>())}. [default: Auto]");
        Option<bool> verify = new("--verify") { Description = "Check what is there already too, and fetch anew what is damaged." };
        command.Add(name);
        foreach (Option option in (Option[])[revision, variant, weights, verify]) command.Add(option);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                using ModelHub hub = new(new ModelHubOptions
                {
                    Variant = parsed.GetValue(variant), Weights = parsed.GetValue(weights), Verify = parsed.GetValue(verify),
                });
                string model = parsed.GetRequiredValue(name);
                Console.Out.WriteLine(HubProgressDisplay.Show(
                    progress => hub.GetAsync(model, parsed.GetValue(revision), progress, cancellationToken).GetAwaiter().GetResult()));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
