using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Draws a data set as a plan says.</summary>
internal static class DatasetCommand
{
    /// <summary>Describes the command with all below it.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("plan") { Description = "The plan: a TOML file." };
        Argument<string?> target = new("target")
        {
            Description = "Folder for the data set, or s3://bucket/prefix. Not needed with --dry-run.", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> dry = new("--dry-run") { Description = "Draw nothing: decide on all samples, and print counts, cost and examples." };
        Option<int?> examples = NamedOption.Of("--examples", NamedOption.Positive, "Samples that --dry-run prints. [default: 5]");
        ShareOptions share = new();
        TargetOptions targets = new();
        ModelOptions model = new();
        Command command = new("dataset", "Draws a labelled data set as a plan says, in shards that resume.")
        {
            plan, target, dry, examples,
        };
        share.AddTo(command);
        targets.AddTo(command);
        model.AddTo(command);
        command.Add(DatasetVerifyCommand.Create());
        command.Add(DatasetMergeCommand.Create());
        command.Add(DatasetReportCommand.Create());
        command.Add(DatasetStudyCommand.Create());
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                DatasetPlan opened = DatasetPlan.Load(parsed.GetRequiredValue(plan), cancellationToken);
                if (parsed.GetValue(dry)) return DatasetDryRun.Write(opened, parsed.GetValue(examples) ?? 5, cancellationToken);
                if (parsed.GetValue(examples) is not null) throw new ArgumentException("--examples are of --dry-run, which is not given.");
                if (model.HasAdapters(parsed))
                    throw new ArgumentException("Adapters of a data set belong into its plan, not --lora or --fast.");
                string path = parsed.GetValue(target) ?? throw new ArgumentException("A target is needed, or --dry-run.");
                using OpenTarget store = targets.Open(parsed, path);
                DatasetOptions options = new()
                {
                    Share = share.Read(parsed),
                    WorkFolder = store.WorkFolder,
                    Gates = model.SafetyGates(parsed),
                    Runtime = model.Describe(parsed),
                    FindAdapter = name => HubModels.ExplicitPathOf(name, cancellationToken),
                    FindModel = name =>
                    {
                        var (found, loader) = model.Find(parsed, name, cancellationToken, checksSafety: false);
                        return new DatasetModel(found, () => loader.Load());
                    },
                };
                DatasetResult result = DatasetBar.Show(
                    opened, bar => DatasetGenerator.Draw(opened, store.Store, options, bar, cancellationToken));
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"dataset    {path}\nplan       {opened.Hash}\nfinished   {result.Finished}\nbefore     {result.Before}"));
                if (result.Missing > 0) Console.Out.WriteLine(FormattableString.Invariant($"missing    {result.Missing}"));
                foreach (string held in result.Held) Terminal.Warning($"{held} is being drawn by another worker.");
                return 0;
            },
            cancellationToken));
        return command;
    }
}
