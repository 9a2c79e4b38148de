using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Says what a model folder holds.</summary>
internal static class InspectCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("inspect", "Says what a model folder holds and lacks, without loading the model.");
        Argument<string> folder = new("dir") { Description = "Model folder in the ONNX layout of diffusers and optimum." };
        command.Add(folder);
        command.SetAction(parsed =>
        {
            ModelInspection model = ModelInspection.Read(parsed.GetRequiredValue(folder));
            InspectionReport.Write(model);
            return model.Problems.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
