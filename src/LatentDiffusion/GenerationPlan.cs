using static LatentDiffusion.ArgumentRule;

namespace LatentDiffusion;

/// <summary>A request that was checked against a model and completed from it: everything is decided.</summary>
internal sealed record GenerationPlan
{
    private GenerationPlan()
    {
    }

    public required GenerationRequest Request { get; init; }

    public required LatentShape Latent { get; init; }

    /// <summary>Width at which the model draws.</summary>
    public required int Width { get; init; }

    /// <summary>Height at which the model draws.</summary>
    public required int Height { get; init; }

    /// <summary>Size of the pictures that are given back.</summary>
    public required (int Width, int Height) Output { get; init; }

    public required int Steps { get; init; }

    public required float GuidanceScale { get; init; }

    public required double Strength { get; init; }

    /// <summary>Whether the strength has a say: there is a picture to start from, and a model that can.</summary>
    public required bool UsesStrength { get; init; }

    public required long Seed { get; init; }

    public required Scheduler Scheduler { get; init; }

    /// <summary>What the ControlNets follow, with scales; one for each net, or none.</summary>
    public required IReadOnlyList<ControlImage> Controls { get; init; }

    /// <summary>What lies around an inpainting.</summary>
    public required InpaintingFrame Frame { get; init; }

    /// <summary>The plan of the first pass, where this is the second of a <see cref="HiresFix"/>; else null.</summary>
    public GenerationPlan? Small { get; init; }

    /// <summary>Evaluations of the first pass, where this is the second; else null.</summary>
    public int? StepsBefore { get; init; }

    /// <summary>What the user should be told.</summary>
    public RunWarnings Warnings { get; } = new();

    public int Count => Request.Count;

    public float GuidanceRescale => (float)Request.GuidanceRescale;

    /// <summary>Checks a request and completes it.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static GenerationPlan Create(GenerationRequest request, LatentModel model)
    {
        ArgumentNullException.ThrowIfNull(request);
        Require(request.Schedule is not null, nameof(request.Schedule), null, "must not be null");
        InpaintingFrame frame = InpaintingFrame.Around(request, model);
        request = frame.Request;
        int steps = request.Steps ?? request.Schedule.Points ?? model.Defaults.StepsFor(request);
        double guidance = request.GuidanceScale ?? model.Defaults.GuidanceScaleFor(request);
        double strength = request.Image?.Strength ?? (request.Mask is null ? model.Defaults.Strength : model.Defaults.InpaintingStrength);
        RequestRules.Check(request, model, steps, guidance, strength);
        DrawingSize size = DrawingSize.Of(request, model);
        GenerationPlan plan = new()
        {
            Request = request,
            Frame = frame,
            Width = size.Drawn.Width,
            Height = size.Drawn.Height,
            Output = size.Output,
            Latent = size.Latent,
            Steps = steps,
            GuidanceScale = (float)guidance,
            Strength = model.Start.UsesStrength(request) ? strength : 1,
            UsesStrength = model.Start.UsesStrength(request),
            Seed = request.Seed ?? Random.Shared.Next(),
            Scheduler = model.SchedulerFor(request),
            Controls = [.. request.Controls.Select((control, i) => control.Completed(i, model.Defaults.ControlScaleFor(request)))],
        };
        return request.Schedule.Points is null ? plan : plan with { Steps = model.Schedule.Points(plan, model) };
    }

    /// <summary>The seed of picture k of the batch.</summary>
    public long SeedOf(int k) => unchecked(Seed + k);

    /// <summary>What was drawn, as the user gets it.</summary>
    public RgbImage Finish(RgbImage drawn) => Frame.Finish(drawn);
}
