using System.Globalization;
using LatentDiffusion.Evaluation;
using Spectre.Console;

namespace LatentDiffusion.Cli;

/// <summary>A bar that follows an evaluation, on standard error if that is a terminal.</summary>
internal sealed class EvaluationBar : IProgress<ExtractionProgress>, IProgress<SchedulerProgress>, IProgress<string>
{
    private readonly ProgressTask? _bar;
    private readonly string _what;

    private EvaluationBar(ProgressTask? bar, string what) => (_bar, _what) = (bar, what);

    /// <summary>Runs something under the bar.</summary>
    public static T Show<T>(string what, Func<EvaluationBar, T> run)
    {
        if (!Terminal.Diagnostics.Profile.Capabilities.Interactive) return run(new EvaluationBar(null, what));
        return Terminal.Diagnostics.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn())
            .Start(context => run(new EvaluationBar(context.AddTask(Markup.Escape(what)).IsIndeterminate(), what)));
    }

    /// <inheritdoc/>
    public void Report(ExtractionProgress value) =>
        Move(
            value.Done, value.Total,
            value.Problems == 0 ? _what : string.Create(CultureInfo.InvariantCulture, $"{_what} ({value.Problems} left out)"));

    /// <inheritdoc/>
    public void Report(SchedulerProgress value) =>
        Move(value.Done, value.Total, FormattableString.Invariant($"{value.Scheduler}, {value.Steps} steps"));

    /// <inheritdoc/>
    public void Report(string value)
    {
        if (_bar is not null) _bar.Description = Markup.Escape(value);
    }

    private void Move(int done, int total, string what)
    {
        if (_bar is null) return;
        _bar.IsIndeterminate = false;
        (_bar.MaxValue, _bar.Value, _bar.Description) = (total, done, Markup.Escape(what));
    }
}
