using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Measures whether the pictures of a data set help a classifier.</summary>
internal static class DatasetStudyCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("plan") { Description = "The plan: a TOML file." };
        Argument<string> target = new("target") { Description = "Folder of the drawn data set, or s3://bucket/prefix." };
        Argument<string> study = new("study") { Description = "Folder for study.md and study.json; the same command goes on with it." };
        Option<string> real = new("--real")
        {
            Description = "Real pictures to train on: a folder with one for each class, named as in the plan.", HelpName = "dir",
            Required = true,
        };
        Option<string> heldOut = new("--held-out")
        {
            Description = "Real pictures to measure on, likewise, which neither the model nor the plan has seen.", HelpName = "dir",
            Required = true,
        };
        Option<string?> split = new("--split") { Description = "Split of the plan that is trained on. [default: its first]" };
        StudyOptions options = new();
        TargetOptions targets = new();
        Command command = new(
            "study", "Trains small classifiers on real, synthetic and both kinds of pictures, and measures them on held-out real ones.")
        {
            plan, target, study, real, heldOut, split,
        };
        options.AddTo(command);
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                DatasetPlan opened = DatasetPlan.Load(parsed.GetRequiredValue(plan), cancellationToken);
                string folder = Path.GetFullPath(parsed.GetRequiredValue(study));
                string[] sets = [Existing(parsed.GetRequiredValue(real)), Existing(parsed.GetRequiredValue(heldOut))];
                string chosen = parsed.GetValue(split) ?? opened.Splits[0];
                if (!opened.Splits.Contains(chosen))
                    throw new ArgumentException($"--split is '{chosen}'; the plan has {string.Join(", ", opened.Splits)}.");
                StudyProgram program = options.Find(parsed, cancellationToken);
                using OpenTarget store = targets.OpenToRead(parsed, parsed.GetRequiredValue(target));
                string drawn = Path.Combine(folder, "synthetic");
                DatasetMerge merged = DatasetMerge.Run(opened, store.Store, drawn, [DatasetFormat.ImageFolder], cancellationToken);
                if (merged.Samples == 0) throw new ArgumentException($"{store.Store.Name} has no samples: all were rejected.");
                string synthetic = Path.Combine(drawn, "imagefolder", chosen);
                if (!Directory.Exists(synthetic)) throw new ArgumentException($"--split is '{chosen}', which has no samples.");
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"synthetic  {synthetic}"));
                return program.Run(
                    [folder, "--real", sets[0], "--synthetic", synthetic, "--held-out", sets[1], .. options.Arguments(parsed)],
                    cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? Path.GetFullPath(folder) : throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
}
