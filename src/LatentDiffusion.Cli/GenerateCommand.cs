using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>The main job: text in, picture out.</summary>
internal static class GenerateCommand
{
    /// <summary>Makes it what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="literal">What follows <c>--</c> on the command line.</param>
    public static void AddTo(Command command, List<string> literal)
    {
        GenerateOptions options = new(command, literal);

        // On a thread of the pool, because the library computes on the caller's.
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(options, parsed, cancellationToken), cancellationToken));
    }

    private static int Run(GenerateOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (options.Output.ShowsPreviews(parsed) && options.Model.HidesUnsafePictures(parsed))
            throw new ArgumentException("--preview shows pictures that --safety has not looked at; leave one out, or use --safety report.");
        bool asks = options.Batch.IsInteractive(parsed);
        IReadOnlyList<DrawingJob> jobs = asks ? [] : new JobList(options, parsed).Read(cancellationToken);
        if (asks) options.Output.RequireFolder(parsed);
        ModelLoader loader = options.Model.Fetch(parsed, cancellationToken);
        bool isOnce = jobs.Count == 1;
        using DrawingSession session = new(loader, options.Refiner.Read(parsed, options.Model, !isOnce, cancellationToken), isOnce);
        if (asks) return new InteractiveMode(options, parsed, session).Run(cancellationToken);
        List<GeneratedImage> images = [];
        int code = JobRun.Draw(jobs, session, result => images.AddRange(result.Images), cancellationToken);
        if (options.Batch.MakesGrid(parsed) && images.Count > 0)
            GridPicture.Save(images, Columns(options.Batch.Axes(parsed), images.Count), jobs[0].Files.GridPath());
        return code;
    }

    /// <summary>The values of the last axis stand in rows.</summary>
    private static int? Columns(KeyValuePair<string, string[]>[] axes, int images) =>
        axes is [.., (_, var values)] ? values.Length * Math.Max(1, images / axes.Aggregate(1, (n, a) => n * a.Value.Length)) : null;
}
