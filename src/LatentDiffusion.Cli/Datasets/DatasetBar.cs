using LatentDiffusion.Datasets;
using Spectre.Console;

namespace LatentDiffusion.Cli;

/// <summary>A bar that follows the drawing of a data set, on standard error if that is a terminal.</summary>
internal sealed class DatasetBar : IProgress<DatasetProgress>
{
    private readonly ProgressTask? _bar;

    private DatasetBar(ProgressTask? bar) => _bar = bar;

    /// <summary>Draws under the bar.</summary>
    public static DatasetResult Show(DatasetPlan plan, Func<DatasetBar, DatasetResult> draw)
    {
        if (!Terminal.Diagnostics.Profile.Capabilities.Interactive) return draw(new DatasetBar(null));
        return Terminal.Diagnostics.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => draw(new DatasetBar(context.AddTask(Markup.Escape(plan.Name)).IsIndeterminate())));
    }

    /// <inheritdoc/>
    public void Report(DatasetProgress value)
    {
        if (_bar is null) return;
        _bar.IsIndeterminate = false;
        (_bar.MaxValue, _bar.Value) = (value.Shard.Count, value.Settled);
        _bar.Description = Markup.Escape(FormattableString.Invariant(
            $"{value.Shard.Name}: {value.Settled} of {value.Shard.Count}, {value.Attempts - value.Settled} rejected"));
    }
}
