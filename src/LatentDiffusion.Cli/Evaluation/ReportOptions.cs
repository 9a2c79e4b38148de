using System.CommandLine;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Where results go beside the table on standard output.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Folder for a report: report.html, which holds everything, and report.md.",
        HelpName = "dir",
    };

    private readonly Option<string?> _json = new("--json") { Description = "File for the results as JSON.", HelpName = "file" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_report);
        command.Add(_json);
    }

    /// <summary>Writes what was asked for, and the table.</summary>
    public void Write(
        ParseResult parsed,
        (IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) table,
        Func<string> json,
        Func<EvaluationReport> report)
    {
        TextTable.Write(table.Headers, table.Rows);
        if (parsed.GetValue(_json) is { } file)
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
            File.WriteAllText(file, json());
        }

        if (parsed.GetValue(_report) is not { } target) return;
        report().Save(target);
        Console.Out.WriteLine($"report     {Path.Combine(target, "report.html")}");
    }
}
