using LatentDiffusion.Hub;
using Spectre.Console;

namespace LatentDiffusion.Cli;

/// <summary>A bar that follows the fetching of a model, on standard error if that is a terminal.</summary>
internal sealed class HubProgressDisplay : IProgress<HubProgress>
{
    private readonly ProgressTask? _bar;
    private readonly List<string> _notices = [];

    private HubProgressDisplay(ProgressTask? bar) => _bar = bar;

    /// <summary>Fetches under the bar.</summary>
    public static T Show<T>(Func<HubProgressDisplay, T> fetch)
    {
        string? silent = Environment.GetEnvironmentVariable("HF_HUB_DISABLE_PROGRESS_BARS")?.ToUpperInvariant();
        if (silent is "1" or "ON" or "YES" or "TRUE" || !Terminal.Diagnostics.Profile.Capabilities.Interactive)
            return fetch(new HubProgressDisplay(null));
        HubProgressDisplay? display = null;
        try
        {
            return Under(task => fetch(display = new HubProgressDisplay(task)));
        }
        finally
        {
            foreach (string notice in display?._notices ?? []) Terminal.Warning(notice); // now that the bar is gone
        }
    }

    private static T Under<T>(Func<ProgressTask, T> fetch) =>
        Terminal.Diagnostics.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn { Base = FileSizeBase.Decimal },
                new TransferSpeedColumn { Base = FileSizeBase.Decimal },
                new RemainingTimeColumn())
            .Start(context => fetch(context.AddTask("asking the hub").IsIndeterminate()));

    /// <inheritdoc/>
    public void Report(HubProgress value)
    {
        if (_bar is null)
        {
            if (value.Notice is { } text) Terminal.Warning(text);
            return;
        }

        if (value.Notice is { } notice) lock (_notices) _notices.Add(notice);
        if (value.TotalBytes is > 0 and var total)
        {
            _bar.IsIndeterminate = false;
            _bar.MaxValue = total;
            _bar.Value = value.Bytes;
        }

        _bar.Description = Markup.Escape(Describe(value)); // names may have brackets
    }

    private static string Describe(HubProgress value)
    {
        const int Most = 32;
        string file = value.File ?? value.Model, shown = file.Length <= Most ? file : "…" + file[^(Most - 1)..];
        return value.Stage switch
        {
            HubStage.Resolving => $"asking for {value.Model}",
            HubStage.Waiting => $"waiting for another process: {shown}",
            HubStage.Verifying => $"checking {shown}",
            _ => value.TotalFiles == 0 ? shown : FormattableString.Invariant($"{shown} ({value.Files} of {value.TotalFiles})"),
        };
    }
}
