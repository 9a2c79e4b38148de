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
            Description = "Model folder in the layout of diffusers and optimum, or a .safetensors file.",
        };
        CheckpointOptions checkpoint = new();
        command.Add(path);
        checkpoint.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelInspection model = ModelInspection.Read(parsed.GetRequiredValue(path), checkpoint.Read(parsed, new PipelineOptions()));
            InspectionReport.Write(model);
            return model.Problems.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
