namespace LatentDiffusion.Server;

/// <summary>stable-diffusion-webui's requests as requests of this library.</summary>
/// <param name="options">The limits.</param>
internal sealed class DrawReading(ServerOptions options)
{
    private const double DefaultStrength = 0.75, DefaultMaskBlur = 4, DefaultHiresScale = 2; // of StableDiffusionProcessingImg2Img

    /// <summary>The request of <c>txt2img</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="settings">What the server is set to, under what the body overrides.</param>
    /// <exception cref="RequestException">A field is not what it must be, or asks for what there is not.</exception>
    public GenerationRequest Text(DrawBody body, WebuiSettings settings)
    {
        WebuiRefusals.Refuse("tiling", body.Tiling == true, "pictures that tile are not drawn");
        WebuiRefusals.Refuse("cfg_scale", body.CfgScale < 1, "must be at least 1, which is without guidance");
        WebuiRefusals.Refuse("subseed_strength", body.SubseedStrength is not (null or 0), "variations of a seed are not drawn");
        if (body.BatchSize < 1 || body.NIter < 1) throw new RequestException("batch_size", "batch_size and n_iter must be at least 1.");
        int skip = WebuiSettings.ClipSkipOf(body.OverrideSettings) ?? body.ClipSkip ?? settings.ClipSkip ?? 0;
        return new GenerationRequest(body.Prompt ?? "")
        {
            NegativePrompt = body.NegativePrompt ?? "",
            Seed = RequestLimits.SeedOf(body.Seed),
            Steps = body.Steps,
            GuidanceScale = body.CfgScale,
            Width = body.Width,
            Height = body.Height,
            Count = (int)Math.Min(int.MaxValue, (long)(body.BatchSize ?? 1) * (body.NIter ?? 1)),
            Scheduler = SamplerNames.OfWebui(body.Sampler, body.Scheduler),
            Schedule = new StepSchedule { Eta = body.Eta ?? 0 },
            Options = skip > 1 ? new StableDiffusionOptions { ClipSkip = skip - 1 } : null, // webui counts from 1, the last layer
            Hires = body.EnableHr == true ? Hires(body) : null,
            Controls = ControlNetReading.Read(body.AlwaysonScripts, options.InputLimits),
        };
    }

    /// <summary>The request of <c>img2img</c>.</summary>
    /// <inheritdoc cref="Text"/>
    public GenerationRequest Image(DrawBody body, WebuiSettings settings)
    {
        if (body.InitImages is not [var first, ..]) throw new RequestException("init_images", "There is no picture to start from.");
        WebuiRefusals.Refuse("init_images", body.InitImages.Count > 1, "batches of pictures are not drawn from; send one");
        RgbImage image = InputImages.Decode(first ?? "", "init_images", file => InputImages.OnWhite(file, options.InputLimits));
        RgbImage? mask = body.Mask is not { Length: > 0 } m ? null
            : InputImages.Decode(m, "mask", file => InputImages.OpaqueMask(file, options.InputLimits));
        if (mask is not null && body.InpaintingMaskInvert == true) mask = PixelOperations.Invert(mask);
        bool onlyMasked = body.InpaintFullRes ?? true;
        if (onlyMasked && IsSound(body) && mask?.Pixels.IndexOfAnyExcept((byte)0) < 0) mask = null; // webui goes over to img2img
        GenerationRequest request = Text(body, settings) with { Hires = null };
        WebuiRefusals.Refuse(
            "resize_mode", body.ResizeMode == 1 && (request.Width is null) != (request.Height is null), "1 needs width and height, or neither");
        if (body.ResizeMode == 1 && request is { Width: { } width, Height: { } height })
        {
            RequestLimits.Check(request, options);
            image = PixelOperations.Cover(image, width, height, "init_images");
            mask = mask is null ? null : PixelOperations.Cover(mask, width, height, "mask");
        }

        WebuiRefusals.Refuse("resize_mode", body.ResizeMode is not (null or 0 or 1), "must be 0 (resize) or 1 (crop and resize)");
        return request with
        {
            Image = new ImageInput(image) { Strength = body.DenoisingStrength ?? DefaultStrength },
            Inpainting = mask is null ? null : new Inpainting(mask)
            {
                Blur = Blur(body),
                Padding = onlyMasked ? body.InpaintFullResPadding ?? 0 : null,
                PasteOriginal = true,
            },
        };
    }

    /// <summary>Whether the fields of a mask are none that the library refuses, as it does where the mask covers nothing too.</summary>
    private static bool IsSound(DrawBody body) => Blur(body) >= 0 && body.InpaintFullResPadding is null or >= 0;

    /// <summary>What only the loaded model says: whether it reads weights, and the size of a picture.</summary>
    public static GenerationRequest Fit(GenerationRequest request, ModelTraits model)
    {
        request = request with { PromptSyntax = model.ReadsWeights ? PromptSyntax.Weighted : PromptSyntax.Plain };
        return PictureSize.Fit(request, model);
    }

    private static HiresFix Hires(DrawBody body) => new()
    {
        Scale = body.HrScale ?? DefaultHiresScale,
        Steps = body.HrSecondPassSteps is > 0 ? body.HrSecondPassSteps : null,
        Width = body.HrResizeX is > 0 ? body.HrResizeX : null,
        Height = body.HrResizeY is > 0 ? body.HrResizeY : null,
        Strength = body.DenoisingStrength ?? DefaultStrength,
        Upscaling = UpscalerNames.Find(body.HrUpscaler),
    };

    private static double Blur(DrawBody body)
    {
        double blur = body.MaskBlur ?? body.MaskBlurX ?? DefaultMaskBlur, other = body.MaskBlur ?? DefaultMaskBlur;
        WebuiRefusals.Refuse("mask_blur_x", (body.MaskBlurX ?? blur) != blur, "must be mask_blur");
        WebuiRefusals.Refuse(
            "mask_blur_y", (body.MaskBlurY ?? other) != blur, "masks are blurred alike in both directions; it must be mask_blur_x");
        return blur;
    }
}
