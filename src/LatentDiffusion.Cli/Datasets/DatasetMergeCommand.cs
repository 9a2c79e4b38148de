using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Joins the shards of a data set.</summary>
internal static class DatasetMergeCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("plan") { Description = "The plan: a TOML file." };
        Argument<string> target = new("target") { Description = "Folder of the data set, or s3://bucket/prefix." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "Folder for what is made of the shards. [default: the target]", HelpName = "dir",
        };
        Option<DatasetFormat[]> formats = NamedOption.Several(
            "--format",
            NamedOption.Name<DatasetFormat>,
            string.Join(", ", Enum.GetNames<DatasetFormat>().Select(n => n.ToLowerInvariant()))
                + "; may be repeated. [default: the plan's]");
        TargetOptions targets = new();
        Command command = new(
            "merge", "Joins finished shards: leaves near duplicates out, fills up with spare samples, writes formats and the card.")
        {
            plan, target, output, formats,
        };
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                DatasetPlan opened = DatasetPlan.Load(parsed.GetRequiredValue(plan), cancellationToken);
                string path = parsed.GetRequiredValue(target);
                using OpenTarget store = targets.OpenToRead(parsed, path);
                string folder = parsed.GetValue(output) ?? (store.Store is FolderStore ? path
                    : throw new ArgumentException("A data set in S3 needs --output, a folder."));
                DatasetMerge merged = DatasetMerge.Run(
                    opened, store.Store, folder, parsed.GetValue(formats) is { Length: > 0 } some ? some : null, cancellationToken);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"samples    {merged.Samples} of {opened.Count}\nduplicates {merged.Duplicates}\ncard       {merged.Card}"));
                foreach (var (name, split, lacking) in merged.Lacking)
                    Terminal.Warning(FormattableString.Invariant($"{lacking} samples of '{name}' are lacking in '{split}'."));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
