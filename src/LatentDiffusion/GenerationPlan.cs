namespace LatentDiffusion;

/// <summary>A request that was checked against a model and completed from it: everything is decided.</summary>
internal sealed record GenerationPlan
{
    private const int MaxSide = 16384;
    private const double ImageToImageStrength = 0.8, InpaintingStrength = 1; // diffusers' defaults

    private GenerationPlan()
    {
    }

    public required GenerationRequest Request { get; init; }

    public required LatentShape Latent { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Steps { get; init; }

    public required float GuidanceScale { get; init; }

    public required double Strength { get; init; }

    public required long Seed { get; init; }

    public required Scheduler Scheduler { get; init; }

    public int Count => Request.Count;

    public float GuidanceRescale => (float)Request.GuidanceRescale;

    /// <summary>Whether an unconditional branch is evaluated beside the conditional one.</summary>
    public bool Guided => GuidanceScale > 1;

    /// <summary>Checks a request and completes it.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static GenerationPlan Create(GenerationRequest request, LatentModel model)
    {
        ArgumentNullException.ThrowIfNull(request);
        int steps = request.Steps ?? model.DefaultSteps;
        double guidance = request.GuidanceScale ?? model.DefaultGuidanceScale;
        double strength = request.Strength ?? (request.Mask is null ? ImageToImageStrength : InpaintingStrength);
        Require(request.Prompt is not null, nameof(request.Prompt), "null", "must not be null (an empty prompt is allowed)");
        Require(request.NegativePrompt is not null, nameof(request.NegativePrompt), "null", "must not be null (an empty one is allowed)");
        Require(steps is > 0 and <= 1000, nameof(request.Steps), steps, "must be from 1 to 1000");
        Require(double.IsFinite(guidance), nameof(request.GuidanceScale), guidance, "must be a finite number");
        Require(request.GuidanceRescale is >= 0 and <= 1, nameof(request.GuidanceRescale), request.GuidanceRescale, "must be from 0 to 1");
        Require(strength is >= 0 and <= 1, nameof(request.Strength), strength, "must be from 0 to 1");
        Require(request.Count > 0, nameof(request.Count), request.Count, "must be at least 1");
        Require(request.PreviewInterval >= 0, nameof(request.PreviewInterval), request.PreviewInterval, "must be 0 (never) or more");
        Require(request.Mask is null || request.InitImage is not null, nameof(request.Mask), "a picture", "needs an InitImage to fill in");
        Require(request.InitImage is null || model.Encoder is not null, nameof(request.InitImage), "a picture", "needs a model with a vae_encoder");
        Require(
            request.InitImage is null || (int)(steps * strength) > 0,
            nameof(request.Strength), strength, $"must be large enough for one of {steps} steps, at least {1.0 / steps:0.####}");

        // As in diffusers, an image to start from brings its size, but inpainting works at the model's own.
        RgbImage? sized = request.Mask is null ? request.InitImage : null;
        int width = Side(nameof(request.Width), request.Width, sized?.Width, model);
        int height = Side(nameof(request.Height), request.Height, sized?.Height, model);
        return new GenerationPlan
        {
            Request = request,
            Width = width,
            Height = height,
            Latent = new LatentShape(model.LatentChannels, height / model.Factor, width / model.Factor),
            Steps = steps,
            GuidanceScale = (float)guidance,
            Strength = request.InitImage is null ? 1 : strength,
            Seed = request.Seed ?? Random.Shared.Next(),
            Scheduler = request.Scheduler ?? model.Scheduler,
        };
    }

    /// <summary>
    /// Starts the schedule, at the point that the strength asks for (diffusers' <c>get_timesteps</c>: the last <c>int(steps * strength)</c> steps).
    /// </summary>
    public ScheduleRun StartSchedule(LatentModel model)
    {
        ScheduleRun run = Scheduler.Start(
            new ScheduleRequest { Steps = Steps, SampleLength = Latent.Length, BatchSize = Count, Model = model.SchedulerOptions });
        int skipped = Steps - Math.Min((int)(Steps * Strength), Steps);
        if (skipped > 0) run.StartAt(skipped * run.EvaluationsPerStep);
        return run;
    }

    /// <summary>How picture k of the batch is made, for its file.</summary>
    public GenerationParameters Parameters(int k, string model) => new()
    {
        Prompt = Request.Prompt,
        NegativePrompt = Request.NegativePrompt,
        Steps = Steps,
        Sampler = Scheduler.ClassName,
        GuidanceScale = GuidanceScale,
        Seed = SeedOf(k),
        Width = Width,
        Height = Height,
        Model = model,
        Strength = Request.InitImage is null ? null : Strength,
    };

    /// <summary>The seed of picture k of the batch.</summary>
    public long SeedOf(int k) => unchecked(Seed + k);

    private static int Side(string name, int? requested, int? image, LatentModel model)
    {
        int size = requested ?? (image is { } i ? i - i % model.Factor : model.DefaultSize);
        Require(size > 0 && size <= MaxSide && size % model.Factor == 0, name, size, $"must be a multiple of {model.Factor} from {model.Factor} to {MaxSide}");
        return size;
    }

    private static void Require(bool condition, string name, object value, string rule)
    {
        if (!condition) throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it {rule}."), name);
    }
}
