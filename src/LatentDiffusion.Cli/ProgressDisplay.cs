using Spectre.Console;

namespace LatentDiffusion.Cli;

/// <summary>A bar that follows the loading of a model and a generation, on standard error if that is a terminal.</summary>
internal sealed class ProgressDisplay : IProgress<GenerationStep>, IProgress<LoadingStep>
{
    private readonly ProgressTask? _bar;

    private ProgressDisplay(ProgressTask? bar) => _bar = bar;

    /// <summary>Called after each step.</summary>
    public Action<GenerationStep>? OnStep { get; set; }

    /// <summary>Runs a generation under the bar.</summary>
    public static T Show<T>(Func<ProgressDisplay, T> generate)
    {
        if (!Terminal.Diagnostics.Profile.Capabilities.Interactive) return generate(new ProgressDisplay(null));
        return Terminal.Diagnostics.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn())
            .Start(context => generate(new ProgressDisplay(context.AddTask("loading the model").IsIndeterminate())));
    }

    /// <inheritdoc/>
    public void Report(LoadingStep value)
    {
        if (_bar is not null)
            _bar.Description = FormattableString.Invariant($"loading the model: {value.Loaded} of {value.Graphs} graphs");
    }

    /// <inheritdoc/>
    public void Report(GenerationStep value)
    {
        if (_bar is not null)
        {
            _bar.IsIndeterminate = false;
            _bar.MaxValue = value.Steps;
            _bar.Value = value.Step;
            _bar.Description = FormattableString.Invariant($"step {value.Step} of {value.Steps}");
        }

        OnStep?.Invoke(value);
    }
}
