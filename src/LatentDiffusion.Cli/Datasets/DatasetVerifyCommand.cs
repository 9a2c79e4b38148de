using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Says whether a data set is whole and sound.</summary>
internal static class DatasetVerifyCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("plan") { Description = "The plan: a TOML file." };
        Argument<string> target = new("target") { Description = "Folder of the data set, or s3://bucket/prefix." };
        Option<bool> pictures = new("--pictures") { Description = "Decode every picture too." };
        TargetOptions targets = new();
        Command command = new("verify", "Says whether all shards are there, whole, and of the plan.") { plan, target, pictures };
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                DatasetPlan opened = DatasetPlan.Load(parsed.GetRequiredValue(plan), cancellationToken);
                using OpenTarget store = targets.OpenToRead(parsed, parsed.GetRequiredValue(target));
                DatasetCheck check = DatasetCheck.Of(opened, store.Store, parsed.GetValue(pictures), cancellationToken);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"shards     {check.Shards} of {opened.ShardCount}\nsamples    {check.Samples} of {opened.Count + opened.SpareCount}"));
                if (check.Missing > 0) Console.Out.WriteLine(FormattableString.Invariant($"missing    {check.Missing}"));
                foreach (string problem in check.Problems) Terminal.Error(problem);
                return check.Problems.Count == 0 ? 0 : 1;
            },
            cancellationToken));
        return command;
    }
}
