using System.CommandLine;
using LatentDiffusion.Datasets;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Says how good a data set is.</summary>
internal static class DatasetReportCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("plan") { Description = "The plan: a TOML file." };
        Argument<string> target = new("target") { Description = "Folder of the data set, or s3://bucket/prefix." };
        Argument<string> report = new("report") { Description = "Folder for report.html, which holds everything, and report.md." };
        Option<int?> most = NamedOption.Of("--most", NamedOption.Positive, "Samples of each class that are measured. [default: 1000]");
        NetworkOptions network = new();
        TargetOptions targets = new();
        Command command = new("report", "Measures a data set: diversity, coverage of real pictures, distance to them; with pictures.")
        {
            plan, target, report, most,
        };
        network.AddTo(command);
        targets.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                DatasetPlan opened = DatasetPlan.Load(parsed.GetRequiredValue(plan), cancellationToken);
                using OpenTarget store = targets.OpenToRead(parsed, parsed.GetRequiredValue(target));
                using FeatureNetwork loaded = network.Load(parsed);
                string folder = parsed.GetRequiredValue(report);
                DatasetReport.Create(opened, store.Store, loaded, parsed.GetValue(most) ?? 1000, cancellationToken).Save(folder);
                Console.Out.WriteLine($"report     {Path.Combine(folder, "report.html")}");
                return 0;
            },
            cancellationToken));
        return command;
    }
}
