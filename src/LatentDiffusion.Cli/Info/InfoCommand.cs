using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Says what pictures say of how they were made, and draws them again from it.</summary>
internal static class InfoCommand
{
    /// <summary>Describes the command.</summary>
    /// <param name="literal">What follows <c>--</c> on the command line, and is no option whatever it begins with.</param>
    public static Command Create(List<string> literal)
    {
        Command command = new("info", "Says what a picture says of how it was made. With --again it is drawn anew, to the same pixels.");
        Argument<string[]> pictures = new("picture") { Description = "PNG, JPEG or WebP files.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = new("--json") { Description = "Write it as JSON." };
        Option<bool> again = new("--again") { Description = "Draw the picture again, and say whether it has the same pixels; ends with 1 where a PNG has not." };
        SourceOptions sources = new();
        OutputOptions output = new();
        ModelOptions model = new();
        RefinerOptions refiner = new();
        UsageErrors.RefuseOptions(pictures, command, text => File.Exists(text) || literal.Contains(text));
        command.Add(pictures);
        command.Add(HelpGroups.Other, again, json);
        sources.AddTo(command);
        output.AddTo(command);
        model.AddTo(command);
        refiner.AddTo(command);
        Option[] ofAgain = [.. command.Options.Where(o => o != again && o != json)];
        command.Validators.Add(result => NamedOption.Require(result, again, ofAgain));
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                string[] paths = parsed.GetRequiredValue(pictures);
                if (parsed.GetValue(again) && paths.Length > 1) output.RequireFolder(parsed);
                var (read, isWhole) = ReadAll(paths);
                if (parsed.GetValue(json)) InfoReport.WriteJson(read);
                else InfoReport.Write(read);
                if (!isWhole) return 1;
                if (!parsed.GetValue(again)) return read.All(r => r.Parameters is not null) ? 0 : 1;
                Redrawing redrawing = new(parsed, sources, output, model, refiner);
                bool areSame = true;
                foreach (var (path, parameters, _) in read)
                {
                    areSame &= redrawing.Draw(
                        path, parameters ?? throw new ArgumentException($"{path} does not say how it was made."), cancellationToken);
                }

                return areSame ? 0 : 1;
            },
            cancellationToken));
        return command;
    }

    /// <summary>Reads what can be read; what is wrong with the others is told, unless it is the only one.</summary>
    private static (List<(string Path, GenerationParameters? Parameters, ImageOrigin? Origin)> Read, bool IsWhole) ReadAll(string[] paths)
    {
        List<(string Path, GenerationParameters? Parameters, ImageOrigin? Origin)> read = [];
        foreach (string path in paths)
        {
            try
            {
                read.Add(InfoReport.Read(path));
            }
            catch (Exception e) when (paths.Length > 1 && e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                Terminal.Error(Failures.Explain(e));
            }
        }

        return (read, read.Count == paths.Length);
    }
}
