namespace LatentDiffusion;

/// <summary>What the values of a request may be for a model, but for its sizes (<see cref="DrawingSize"/>).</summary>
internal static class RequestRules
{
    /// <summary>The most characters of a prompt in the weighted syntax, all of which is encoded.</summary>
    public const int LongestWeightedPrompt = 20_000;

    /// <summary>The most parts that <c>AND</c> may join, each of which is a row of the batch.</summary>
    public const int MostParts = 64;

    private const string SingleNumber = "must be a finite number of single precision";

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model that is to draw.</param>
    /// <param name="steps">Its steps, decided.</param>
    /// <param name="guidance">Its guidance scale, decided.</param>
    /// <param name="strength">Its strength, decided.</param>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static void Check(GenerationRequest request, LatentModel model, int steps, double guidance, double strength)
    {
        CheckText(request, model);
        CheckSchedule(request, steps);
        CheckGuidance(request, guidance);
        CheckPictures(request, model);
        Require(strength is >= 0 and <= 1, nameof(request.Strength), strength, "must be from 0 to 1");
        Require(
            !model.Start.UsesStrength(request) || (strength > 0 && model.Schedule.Skipped(steps, strength) < steps),
            nameof(request.Strength), strength, $"must be large enough for one of {steps} steps");
        CheckControls(request, model.Denoiser.Controls?.Nets.Count ?? 0);
        model.Start.Check(request);
    }

    /// <summary>Fails where a rule is broken.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void Require(bool condition, string name, object value, string rule)
    {
        if (!condition) throw new ArgumentException(FormattableString.Invariant($"{name} is {Shown.Of(value)}; it {rule}."), name);
    }

    private static void CheckText(GenerationRequest request, LatentModel model)
    {
        Require(request.Prompt is not null, nameof(request.Prompt), "null", "must not be null (an empty prompt is allowed)");
        Require(Enum.IsDefined(request.PromptSyntax), nameof(request.PromptSyntax), request.PromptSyntax, "must be Plain or Weighted");
        Require(
            request.PromptSyntax == PromptSyntax.Plain || model.Prompts.ReadsWeights,
            nameof(request.PromptSyntax), request.PromptSyntax, $"must be Plain for the family {model.Family}");
        if (request.PromptSyntax == PromptSyntax.Weighted) CheckWeighted(request);
        Require(!request.CleanCaption || model.Prompts.CleansCaptions, nameof(request.CleanCaption), true, "needs a PixArt or Sana model");
        Require(request.ClipSkip >= 0, nameof(request.ClipSkip), request.ClipSkip, "must be 0 (none) or more");
        Require(
            request.MaxSequenceLength is null or > 0,
            nameof(request.MaxSequenceLength), request.MaxSequenceLength ?? 0, "must be at least 1");
    }

    private static void CheckWeighted(GenerationRequest request)
    {
        const string Rule = "in the weighted syntax";
        int length = Math.Max(request.Prompt.Length, request.NegativePrompt?.Length ?? 0);
        Require(length <= LongestWeightedPrompt, "Prompt.Length", length, $"must be at most {LongestWeightedPrompt} {Rule}");
        int parts = PromptText.SplitAtWord(request.Prompt, "AND").Count;
        Require(parts <= MostParts, "Prompt", $"{parts} parts joined by AND", $"must have at most {MostParts} {Rule}");
    }

    private static void CheckSchedule(GenerationRequest request, int steps)
    {
        string list = request.Sigmas is null ? nameof(request.Timesteps) : nameof(request.Sigmas);
        string counted = request.Points is null ? nameof(request.Steps) : $"{list}.Count";
        Require(steps is > 0 and <= 1000, counted, steps, "must be from 1 to 1000");
        Require(request.Timesteps is null || request.Sigmas is null, nameof(request.Sigmas), "given", "must be null beside Timesteps");
        Require(request.Steps is null || request.Points is null, nameof(request.Steps), steps, $"must be null beside {list}");
        Require(request.Eta is >= 0 and <= 1, nameof(request.Eta), request.Eta, "must be from 0 to 1");
        Require(request.Count > 0, nameof(request.Count), request.Count, "must be at least 1");
        Require(request.PreviewInterval >= 0, nameof(request.PreviewInterval), request.PreviewInterval, "must be 0 (never) or more");
        Require(
            request.DenoisingStart is >= 0 and < 1,
            nameof(request.DenoisingStart), request.DenoisingStart, "must be from 0 to below 1");
        Require(
            request.DenoisingEnd > request.DenoisingStart && request.DenoisingEnd <= 1,
            nameof(request.DenoisingEnd), request.DenoisingEnd, "must be above DenoisingStart, up to 1");
    }

    private static void CheckGuidance(GenerationRequest request, double guidance)
    {
        Require(float.IsFinite((float)guidance), nameof(request.GuidanceScale), guidance, SingleNumber);
        Require(
            float.IsFinite((float)request.TrueGuidanceScale),
            nameof(request.TrueGuidanceScale), request.TrueGuidanceScale, SingleNumber);
        Require(
            float.IsFinite((float)request.ImageGuidanceScale),
            nameof(request.ImageGuidanceScale), request.ImageGuidanceScale, SingleNumber);
        Require(request.GuidanceRescale is >= 0 and <= 1, nameof(request.GuidanceRescale), request.GuidanceRescale, "must be from 0 to 1");
        Require(request.SizeConditioning is not null, nameof(request.SizeConditioning), "null", "must not be null");
    }

    private static void CheckPictures(GenerationRequest request, LatentModel model)
    {
        Require(request.Mask is null || request.InitImage is not null, nameof(request.Mask), "a picture", "needs an InitImage to fill in");
        Require(
            request.InitImage is null || model.Encoder is not null,
            nameof(request.InitImage), "a picture", "needs a model with a vae_encoder");
        Require(
            request.InitLatents is null || model.Start.TakesLatents,
            nameof(request.InitLatents), $"{request.InitLatents?.Length} numbers", "needs a model that draws whole pictures from noise");
        Require(request.Sources is not null, nameof(request.Sources), "null", "must be a list; an empty one for none");
        Require(request.Sources!.All(s => s is not null), nameof(request.Sources), "a list with null in it", "must hold pictures");
        Require(
            request.DepthMap is null || model.Start.TakesDepthMap,
            nameof(request.DepthMap), "a picture", "needs a depth-to-image model");
    }

    private static void CheckControls(GenerationRequest request, int nets)
    {
        Require(request.Controls is not null, nameof(request.Controls), "null", "must be a list; an empty one for none");
        Require(
            request.Controls!.Count == 0 || request.Controls.Count == nets,
            "Controls.Count",
            request.Controls.Count,
            $"must be 0{(nets == 0 ? " for a model without ControlNets" : $" or {nets}, one for each ControlNet of the model")}");
    }
}
