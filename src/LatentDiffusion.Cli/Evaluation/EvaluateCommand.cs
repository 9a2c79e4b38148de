using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Says how good pictures and schedulers are.</summary>
internal static class EvaluateCommand
{
    /// <summary>Describes the command with all below it.</summary>
    public static Command Create() => new("evaluate", "Says how good pictures and schedulers are.")
    {
        EvaluateImagesCommand.Create(), EvaluatePairsCommand.Create(), EvaluateStatisticsCommand.Create(),
        EvaluateSchedulersCommand.Create(),
    };
}
