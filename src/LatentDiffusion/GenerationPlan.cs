using System.Globalization;
using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>A request that was checked against a model and completed from it: everything is decided.</summary>
internal sealed record GenerationPlan
{
    private const int MaxSide = 16384;

    /// <summary>Elements that the latents of all pictures may have together: half a gigabyte, which a generation has several times.</summary>
    private const int MaxElements = 1 << 27;

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
        InpaintingFrame frame = InpaintingFrame.Around(request, model);
        request = frame.Request;
        StartingPoint start = model.Start;
        int steps = request.Steps ?? request.Points ?? model.Defaults.StepsFor(request);
        double guidance = request.GuidanceScale ?? model.Defaults.GuidanceScaleFor(request);
        double strength = request.Strength ?? (request.Mask is null ? model.Defaults.Strength : model.Defaults.InpaintingStrength);
        Require(request.Prompt is not null, nameof(request.Prompt), "null", "must not be null (an empty prompt is allowed)");
        Require(Enum.IsDefined(request.PromptSyntax), nameof(request.PromptSyntax), request.PromptSyntax, "must be Plain or Weighted");
        Require(
            request.PromptSyntax == PromptSyntax.Plain || model.Prompts.ReadsWeights,
            nameof(request.PromptSyntax), request.PromptSyntax, $"must be Plain for the family {model.Family}");
        Require(!request.CleanCaption || model.Prompts.CleansCaptions, nameof(request.CleanCaption), true, "needs a PixArt or Sana model");
        string counted = request.Points is null ? nameof(request.Steps)
            : $"{(request.Sigmas is null ? nameof(request.Timesteps) : nameof(request.Sigmas))}.Count";
        Require(steps is > 0 and <= 1000, counted, steps, "must be from 1 to 1000");
        Require(request.Timesteps is null || request.Sigmas is null, nameof(request.Sigmas), "given", "must be null beside Timesteps");
        Require(
            request.Steps is null || request.Points is null,
            nameof(request.Steps),
            steps,
            $"must be null beside {(request.Sigmas is null ? nameof(request.Timesteps) : nameof(request.Sigmas))}");
        Require(float.IsFinite((float)guidance), nameof(request.GuidanceScale), guidance, "must be a finite number of single precision");
        Require(request.GuidanceRescale is >= 0 and <= 1, nameof(request.GuidanceRescale), request.GuidanceRescale, "must be from 0 to 1");
        Require(strength is >= 0 and <= 1, nameof(request.Strength), strength, "must be from 0 to 1");
        Require(request.Eta is >= 0 and <= 1, nameof(request.Eta), request.Eta, "must be from 0 to 1");
        Require(request.Count > 0, nameof(request.Count), request.Count, "must be at least 1");
        Require(request.PreviewInterval >= 0, nameof(request.PreviewInterval), request.PreviewInterval, "must be 0 (never) or more");
        Require(request.Mask is null || request.InitImage is not null, nameof(request.Mask), "a picture", "needs an InitImage to fill in");
        Require(
            request.InitImage is null || model.Encoder is not null,
            nameof(request.InitImage), "a picture", "needs a model with a vae_encoder");
        Require(
            !start.UsesStrength(request) || (strength > 0 && model.Schedule.Skipped(steps, strength) < steps),
            nameof(request.Strength), strength, $"must be large enough for one of {steps} steps");

        Require(request.ClipSkip >= 0, nameof(request.ClipSkip), request.ClipSkip, "must be 0 (none) or more");
        Require(
            request.MaxSequenceLength is null or > 0,
            nameof(request.MaxSequenceLength), request.MaxSequenceLength ?? 0, "must be at least 1");
        Require(
            float.IsFinite((float)request.TrueGuidanceScale),
            nameof(request.TrueGuidanceScale), request.TrueGuidanceScale, "must be a finite number of single precision");
        Require(
            float.IsFinite((float)request.ImageGuidanceScale),
            nameof(request.ImageGuidanceScale), request.ImageGuidanceScale, "must be a finite number of single precision");
        Require(
            request.DenoisingStart is >= 0 and < 1,
            nameof(request.DenoisingStart), request.DenoisingStart, "must be from 0 to below 1");
        Require(
            request.DenoisingEnd > request.DenoisingStart && request.DenoisingEnd <= 1,
            nameof(request.DenoisingEnd), request.DenoisingEnd, "must be above DenoisingStart, up to 1");
        Require(request.Controls is not null, nameof(request.Controls), "null", "must be a list; an empty one for none");
        Require(request.SizeConditioning is not null, nameof(request.SizeConditioning), "null", "must not be null");
        int nets = model.Denoiser.Controls?.Nets.Count ?? 0;
        Require(
            request.Controls!.Count == 0 || request.Controls.Count == nets,
            "Controls.Count",
            request.Controls.Count,
            $"must be 0{(nets == 0 ? " for a model without ControlNets" : $" or {nets}, one for each ControlNet of the model")}");
        ControlImage[] controls =
            [.. request.Controls.Select((control, i) => control.Completed(i, model.Defaults.ControlScaleFor(request)))];
        Require(
            request.InitLatents is null || start.TakesLatents,
            nameof(request.InitLatents), $"{request.InitLatents?.Length} numbers", "needs a model that draws whole pictures from noise");
        Require(request.DepthMap is null || start.TakesDepthMap, nameof(request.DepthMap), "a picture", "needs a depth-to-image model");
        start.Check(request);
        RgbImage? sized = controls.Length == 0 ? start.SizedBy(request) : request.InitImage ?? controls[0].Image;
        bool startsFromNothing = (sized ?? request.InitImage) is null && request.InitLatents is null;
        ResolutionBins? bins = request.ResolutionBinning != false && startsFromNothing ? model.Bins : null;
        Require(
            request.ResolutionBinning != true || bins is not null,
            nameof(request.ResolutionBinning), true, "needs a PixArt or Sana model of a usual size, and nothing to start from");
        int multiple = bins is null ? model.SizeMultiple : 1;
        int outputWidth = Side(
            nameof(request.Width), request.Width, sized is null ? null : start.SideFor(sized.Width), model.DefaultSize.Width, multiple);
        int outputHeight = Side(
            nameof(request.Height), request.Height, sized is null ? null : start.SideFor(sized.Height), model.DefaultSize.Height, multiple);
        var (width, height) = bins?.Closest(outputWidth, outputHeight) ?? (outputWidth, outputHeight);
        LatentShape latent = new(model.LatentChannels, height / model.Factor, width / model.Factor);
        (width, height) = (latent.Width * model.Decoder.Factor, latent.Height * model.Decoder.Factor);
        RequireCount(request.Count, latent);
        Require(
            request.InitLatents is not { } given || given.Length == (long)request.Count * latent.Length,
            nameof(request.InitLatents),
            $"{request.InitLatents?.Length} numbers",
            $"must have {request.Count} times {latent.Length} for this size");
        Require(
            request.InitLatents is not { } finite || TensorPrimitives.IsFiniteAll(finite.Span),
            nameof(request.InitLatents), "not finite", "must be finite numbers");
        GenerationPlan plan = new()
        {
            Request = request,
            Frame = frame,
            Width = width,
            Height = height,
            Output = bins is null ? (width, height) : (outputWidth, outputHeight),
            Latent = latent,
            Steps = steps,
            GuidanceScale = (float)guidance,
            Strength = start.UsesStrength(request) ? strength : 1,
            Seed = request.Seed ?? Random.Shared.Next(),
            Scheduler = model.SchedulerFor(request),
            Controls = controls,
        };
        return request.Points is null ? plan : plan with { Steps = model.Schedule.Points(plan, model) };
    }

    /// <summary>How picture k of the batch is made, for its file.</summary>
    public GenerationParameters Parameters(int k, string model) => new()
    {
        Prompt = Request.WrittenPrompt ?? Request.Prompt,
        NegativePrompt = Request.NegativePrompt ?? "",
        Steps = (Small ?? this).Steps,
        Sampler = Scheduler.ClassName,
        GuidanceScale = Request.GuidanceScale ?? GuidanceScale, // as it was written, not as the nearest float
        Seed = SeedOf(k),
        Width = (Small ?? this).Output.Width,
        Height = (Small ?? this).Output.Height,
        Model = model,
        Strength = Strength < 1 || Small is not null ? Strength : null,
        Other = [.. Frame.TextFields(), .. Small is null ? [] : Request.Hires!.TextFields(), .. ScheduleFields()],
    };

    /// <summary>The seed of picture k of the batch.</summary>
    public long SeedOf(int k) => unchecked(Seed + k);

    /// <summary>What was drawn, as the user gets it.</summary>
    public RgbImage Finish(RgbImage drawn) => Frame.Finish(drawn);

    /// <summary>A side of the picture: the one asked for, else that of an image, rounded down, else another.</summary>
    /// <exception cref="ArgumentException">The model cannot draw it.</exception>
    public static int Side(string name, int? requested, int? image, int otherwise, int multiple)
    {
        int size = requested ?? (image is { } i ? i - i % multiple : otherwise);
        Require(
            size > 0 && size <= MaxSide && size % multiple == 0,
            name, size, $"must be a multiple of {multiple} from {multiple} to {MaxSide}");
        return size;
    }

    /// <summary>Fails for more pictures than fit into one batch.</summary>
    /// <exception cref="ArgumentException">They are too many.</exception>
    public static void RequireCount(int count, LatentShape latent) => Require(
        (long)count * latent.Length <= MaxElements,
        nameof(Count),
        count,
        FormattableString.Invariant($"must be at most {MaxElements / latent.Length} for pictures of this size, which are drawn together"));

    private IEnumerable<KeyValuePair<string, string>> ScheduleFields()
    {
        if ((Small ?? this).Request is not { Points: not null } request) yield break;
        string numbers = string.Join(' ', (request.Timesteps ?? request.Sigmas)!.Select(x => x.ToString(CultureInfo.InvariantCulture)));
        yield return new(request.Sigmas is null ? nameof(request.Timesteps) : nameof(request.Sigmas), numbers);
    }

    private static void Require(bool condition, string name, object value, string rule)
    {
        if (!condition) throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it {rule}."), name);
    }
}
