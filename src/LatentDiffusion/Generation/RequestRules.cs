using LatentDiffusion.Model;
using LatentDiffusion.Prompts;
using static LatentDiffusion.Errors.ArgumentRule;

namespace LatentDiffusion.Generation;

/// <summary>What the values of a request may be for a model, but for its sizes (<see cref="DrawingSize"/>).</summary>
internal static class RequestRules
{
    /// <summary>The most characters of a prompt in the weighted syntax, all of which is encoded.</summary>
    public const int LongestWeightedPrompt = 20_000;

    /// <summary>The most parts that <c>AND</c> may join, each of which is a row of the batch.</summary>
    public const int MostParts = 64;

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model that is to draw.</param>
    /// <param name="steps">Its steps, decided.</param>
    /// <param name="guidance">Its guidance scale, decided.</param>
    /// <param name="strength">Its strength, decided.</param>
    /// <exception cref="UnsupportedRequestException">The model cannot use something of it.</exception>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static void Check(GenerationRequest request, LatentModel model, int steps, double guidance, double strength)
    {
        CheckText(request, model);
        request.Schedule.Check(request, steps);
        Require(request.Count > 0, nameof(request.Count), request.Count, "must be at least 1");
        Require(request.PreviewInterval >= 0, nameof(request.PreviewInterval), request.PreviewInterval, "must be 0 (never) or more");
        Require(
            float.IsFinite((float)guidance), nameof(request.GuidanceScale), guidance, "must be a finite number of single precision");
        Require(request.GuidanceRescale is >= 0 and <= 1, nameof(request.GuidanceRescale), request.GuidanceRescale, "must be from 0 to 1");
        Require(Enum.IsDefined(request.NoiseSource), nameof(request.NoiseSource), request.NoiseSource, "must be a source of noise");
        CheckOptions(request.Options, model);
        CheckStart(request, model);
        Require(strength is >= 0 and <= 1, "Image.Strength", strength, "must be from 0 to 1");
        Require(
            !model.Start.UsesStrength(request) || (strength > 0 && model.Schedule.Skipped(steps, strength) < steps),
            "Image.Strength", strength, $"must be large enough for one of {steps} steps");
        CheckControls(request, model, model.Denoiser.Controls?.Nets.Count ?? 0);
        model.Start.Check(request, model);
    }

    private static void CheckText(GenerationRequest request, LatentModel model)
    {
        Require(request.Prompt is not null, nameof(request.Prompt), "null", "must not be null (an empty prompt is allowed)");
        Require(Enum.IsDefined(request.PromptSyntax), nameof(request.PromptSyntax), request.PromptSyntax, "must be Plain or Weighted");
        if (request.PromptSyntax == PromptSyntax.Plain) return;
        model.Require(model.Prompts.ReadsWeights, nameof(request.PromptSyntax), request.PromptSyntax, "reads plain prompts only");
        const string Rule = "in the weighted syntax";
        int length = Math.Max(request.Prompt!.Length, request.NegativePrompt?.Length ?? 0);
        Require(length <= LongestWeightedPrompt, "Prompt.Length", length, $"must be at most {LongestWeightedPrompt} {Rule}");
        int parts = PromptText.SplitAtWord(request.Prompt, "AND").Count;
        Require(parts <= MostParts, "Prompt", $"{parts} parts joined by AND", $"must have at most {MostParts} {Rule}");
    }

    /// <summary>A family takes its own options, and those that they derive from.</summary>
    private static void CheckOptions(FamilyOptions? options, LatentModel model)
    {
        if (options is null) return;
        options.Check();
        model.Require(
            options.GetType().IsInstanceOfType(model.Options),
            nameof(GenerationRequest.Options), options.GetType().Name,
            model.Options is null ? "has no options of its own" : $"takes {model.Options.GetType().Name}");
    }

    private static void CheckStart(GenerationRequest request, LatentModel model)
    {
        Require(
            request.Schedule.Start == 0 || request.InitLatents is not null,
            "Schedule.Start", request.Schedule.Start, "needs Image.Latents to go on from");
        if (request.Image is not { } image) return;
        image.Check();
        model.Require(image.Picture is null || model.Encoder is not null, "Image.Picture", "a picture", "has no vae_encoder");
        model.Require(
            image.Latents is null || model.Start.TakesLatents,
            "Image.Latents", $"{image.Latents?.Length} numbers", "does not draw whole pictures from noise");
        model.Require(image.Strength is null || model.Start.TakesStrength, "Image.Strength", image.Strength, "runs all steps");
    }

    private static void CheckControls(GenerationRequest request, LatentModel model, int nets)
    {
        Require(request.Controls is not null, nameof(request.Controls), "null", "must be a list; an empty one for none");
        int count = request.Controls!.Count;
        for (int i = 0; i < count; i++) Require(request.Controls[i] is not null, $"Controls[{i}]", "null", "must be a control image");
        model.Require(count == 0 || nets > 0, "Controls.Count", count, "has no ControlNets");
        Require(count == 0 || count == nets, "Controls.Count", count, $"must be 0 or {nets}, one for each ControlNet of the model");
    }
}
