using System.CommandLine;
using System.Diagnostics;

namespace LatentDiffusion.Cli;

/// <summary>The main job: text in, picture out.</summary>
internal static class GenerateCommand
{
    /// <summary>Makes it what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="literal">What follows <c>--</c> on the command line.</param>
    public static void AddTo(Command command, IReadOnlyCollection<string> literal)
    {
        PictureOptions picture = new();
        ScheduleOptions schedule = new();
        StartOptions start = new();
        ControlOptions control = new();
        HiresOptions hires = new();
        SizeOptions size = new();
        ModelOptions model = new();
        RefinerOptions refiner = new();
        OutputOptions output = new();
        picture.AddTo(command, literal);
        schedule.AddTo(command);
        start.AddTo(command);
        control.AddTo(command);
        hires.AddTo(command);
        size.AddTo(command);
        model.AddTo(command);
        refiner.AddTo(command);
        output.AddTo(command);

        // On a thread of the pool, because the library computes on the caller's.
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                GenerationRequest request = schedule.Read(parsed, picture.Read(parsed));
                request = hires.Read(parsed, control.Read(parsed, start.Read(parsed, request)));
                FamilyFlags flags = size.Read(parsed, start.Read(parsed, picture.ReadFamily(parsed)));
                OutputFiles files = output.Read(parsed, request);
                ModelLoader loader = model.Fetch(parsed, cancellationToken);
                return Run(request, flags, files, loader, refiner.Read(parsed, model, cancellationToken), cancellationToken);
            },
            cancellationToken));
    }

    private static int Run(
        GenerationRequest request,
        FamilyFlags flags,
        OutputFiles files,
        ModelLoader loader,
        Refiner? refiner,
        CancellationToken cancellationToken)
    {
        TimeSpan loading = default, before = default;
        List<string> warnings = [];
        GenerationResult result = ProgressDisplay.Show(progress =>
        {
            GenerationRequest whole = request with { PreviewInterval = files.Previews ? 1 : 0 }, first = refiner?.First(whole) ?? whole;
            GenerationResult drawn;
            long began = Stopwatch.GetTimestamp();
            using (LatentDiffusionPipeline pipeline = loader.Load(progress))
            {
                loading = Stopwatch.GetElapsedTime(began);
                progress.OnStep = files.SavePreviews;
                whole = whole with { Options = flags.For(pipeline.Traits) };
                drawn = pipeline.Generate(first with { Options = whole.Options }, progress, cancellationToken);
            }

            warnings.AddRange(drawn.Warnings);
            if (refiner is null) return drawn;
            before = drawn.Elapsed;
            return refiner.Finish(whole, drawn, progress, cancellationToken);
        });
        foreach (string warning in warnings.Union(result.Warnings)) Terminal.Warning(warning);
        Summary.Write(result, files.Save(result.Images), before + result.Elapsed, loading);
        return 0;
    }
}
