using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Says what a model holds.</summary>
internal static class InspectCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("inspect", "Says what a model holds and lacks, without loading it.");
        Argument<string> path = new("path")
        {
            Description = "Model folder in the layout of diffusers and optimum, a .safetensors file, or a name as for --model.",
        };
        CheckpointOptions checkpoint = new();
        Option<ExecutionProvider?> provider = HardwareOptions.Provider();
        Option<Precision> precision = HardwareOptions.Precision();
        Option<int?> threads = HardwareOptions.Threads();
        command.Add(path);
        foreach (Option option in (Option[])[provider, precision, threads]) command.Add(option);
        checkpoint.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                PipelineOptions options = new()
                {
                    Provider = parsed.GetValue(provider) ?? ExecutionProviders.Cpu,
                    Precision = parsed.GetValue(precision),
                    Threads = parsed.GetValue(threads),
                    Templates = checkpoint.Templates(parsed),
                };
                options = HubModels.FetchParts(checkpoint.Read(parsed, options), cancellationToken);
                string place = HubModels.PathOf(parsed.GetRequiredValue(path), options.Variant, cancellationToken);
                ModelInspection model = ModelInspection.Read(place, options);
                InspectionReport.Write(model, options);
                return model.Problems.Count == 0 ? 0 : 1;
            },
            cancellationToken));
        return command;
    }
}
