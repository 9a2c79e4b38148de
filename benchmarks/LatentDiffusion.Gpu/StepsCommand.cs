using System.CommandLine;

namespace LatentDiffusion.Gpu;

/// <summary>Measures a model of real size.</summary>
internal static class StepsCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<DirectoryInfo> model = new("model") { Description = "Folder of a model with a U-Net." };
        Option<string> provider = CommonOptions.Provider();
        Option<Precision> precision = CommonOptions.Precision();
        Option<FileInfo> file = CommonOptions.Out();
        Option<int> size = CommonOptions.Number("--size", "Side of the pictures in pixels.", 512, least: 64);
        Option<int> count = CommonOptions.Number("--count", "Pictures at a time.", 1);
        Option<int> steps = CommonOptions.Number("--steps", "Steps of a generation.", 20, least: 2); // the first is not counted
        Option<int> rounds = CommonOptions.Number("--rounds", "Generations and turns of bare runs that are measured.", 3);
        Command command = new("steps", "Time of a step of a model, and of the bare graph with everything on the device.")
        {
            model, provider, precision, file, size, count, steps, rounds,
        };
        command.SetAction(parsed =>
        {
            PipelineOptions options = CommonOptions.Pipeline(parsed, provider, precision);
            StepsOfModel measured = new(options, parsed.GetValue(size), parsed.GetValue(count), parsed.GetValue(steps));
            JsonFiles.Write(parsed.GetRequiredValue(file), measured.Run(parsed.GetRequiredValue(model).FullName, parsed.GetValue(rounds)));
        });
        return command;
    }
}
