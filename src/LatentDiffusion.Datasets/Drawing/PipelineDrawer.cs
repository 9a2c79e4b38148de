namespace LatentDiffusion.Datasets;

/// <summary>Draws samples with the models of a plan.</summary>
/// <param name="plan">The plan.</param>
/// <param name="models">Its models.</param>
internal sealed class PipelineDrawer(DatasetPlan plan, ModelSet models) : ISampleDrawer
{
    /// <inheritdoc/>
    public string? LoadedModel => models.Loaded;

    /// <inheritdoc/>
    public DrawnSample Draw(SampleRecipe recipe, CancellationToken cancellationToken)
    {
        try
        {
            RgbImage? mask = recipe.Picture?.MaskFile is { } file ? MaskImage.Threshold(RgbImage.Load(file)) : null;
            GenerationRequest request = Request(recipe, mask);
            LatentDiffusionPipeline pipeline = models.Use(recipe.Model, recipe.Adapters);
            if (recipe is { Strength: not null, Steps: null }) RequireStep(recipe.Model, pipeline.Traits.Steps);
            GeneratedImage made = pipeline.Generate(request, null, cancellationToken).Images[0];
            var (hash, adapters) = models.HashesOf(recipe.Model);
            return new DrawnSample(
                recipe, made.Image, () => made.Encode(plan.Settings.Format, plan.Settings.Quality), made.Parameters, hash, adapters,
                mask is null ? null : MaskImage.Threshold(mask.Resize(made.Width, made.Height, ResampleFilter.Bilinear)),
                request.Controls.Count > 0 ? request.Controls[0].Image : null);
        }
        catch (Exception e) when (e is ArgumentException or IOException or ImageFormatException or PromptFormatException)
        {
            throw new DatasetException(
                $"The sample {recipe.Key} of the class '{recipe.Class}'{(recipe.Source is { } s ? $", from '{Shown.Of(s)}'," : "")} "
                + $"cannot be drawn: {Shown.Cause(e)}.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => models.Dispose();

    /// <summary>
    /// Refuses a plan whose least strength leaves none of the model's own steps: with its first sample, not in the middle of the run with
    /// the first whose strength is so small.
    /// </summary>
    private void RequireStep(string model, int steps)
    {
        if (plan.Settings.Draw.Strength is { } strength && !DrawSettings.LeavesStep(steps, strength.Least))
            throw new PlanException(
                plan.Settings.File, 0,
                FormattableString.Invariant(
                    $"'strength' is as little as {strength.Least}, which leaves none of the {steps} steps of the model '{model}'."));
    }

    private GenerationRequest Request(SampleRecipe recipe, RgbImage? mask)
    {
        DrawSettings draw = plan.Settings.Draw;
        GenerationRequest request = new(recipe.Prompt)
        {
            NegativePrompt = recipe.NegativePrompt,
            PromptSyntax = draw.Syntax,
            Seed = recipe.Seed,
            Steps = recipe.Steps,
            GuidanceScale = recipe.GuidanceScale,
            Scheduler = recipe.Scheduler is { } name ? Schedulers.FromName(name) : null,
            Width = draw.Width,
            Height = draw.Height,
        };
        if (recipe.Picture is null) return request;
        RgbImage picture = RgbImage.Load(recipe.Picture.File);
        ImageInput start = new(picture) { Strength = recipe.Strength };
        return recipe.Mode switch
        {
            DatasetMode.Control => request with { Controls = [new ControlImage(picture) { Scale = recipe.ControlScale }] },
            DatasetMode.Variations => request with { Image = start },
            DatasetMode.Inside => request with { Image = start, Inpainting = new Inpainting(mask) { PasteOriginal = true } },
            _ => request with { Image = start, Inpainting = new Inpainting(MaskImage.Invert(mask!)) { PasteOriginal = true } },
        };
    }
}
