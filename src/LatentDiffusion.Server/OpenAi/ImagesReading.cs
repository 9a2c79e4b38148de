using System.Globalization;

namespace LatentDiffusion.Server;

/// <summary>OpenAI's requests as requests of this library.</summary>
internal static class ImagesReading
{
    /// <summary>The request to generate.</summary>
    /// <exception cref="RequestException">A field is not what it must be.</exception>
    public static GenerationRequest Read(ImagesRequest body)
    {
        string prompt = body.Prompt is { Length: > 0 } text ? text : throw new RequestException("prompt", "There is no prompt.");
        if (body.N < 1) throw new RequestException("n", $"n is {body.N}; it must be at least 1.");
        if (body.Background is not (null or "" or "auto" or "opaque"))
            throw new RequestException("background", $"background is '{body.Background}'; it must be auto or opaque.");
        if (body.PartialImages is < 0 or > 3)
            throw new RequestException("partial_images", $"partial_images is {body.PartialImages}; it must be from 0 to 3.");
        var (width, height) = Size(body.Size);
        return new GenerationRequest(prompt)
        {
            Count = body.N ?? 1,
            Width = width,
            Height = height,
            NegativePrompt = body.NegativePrompt,
            Steps = body.Steps ?? body.NumInferenceSteps,
            GuidanceScale = body.GuidanceScale,
            Seed = RequestLimits.SeedOf(body.Seed ?? body.RngSeed),
            Image = body.Strength is null ? null : new ImageInput { Strength = body.Strength },
            Scheduler = SamplerNames.Find(body.Scheduler),
        };
    }

    /// <summary>The request to edit.</summary>
    /// <exception cref="RequestException">
    /// A field is not what it must be; a picture is damaged, too large, or of another format.
    /// </exception>
    public static GenerationRequest Read(EditForm form, ImageLimits limits)
    {
        GenerationRequest request = Read(form.Request);
        RgbImage image = InputImages.Named("image", () => RgbImage.Decode(form.Image, limits));
        RgbImage? mask = form.Mask is null ? InputImages.Transparency(form.Image)
            : InputImages.Named("mask", () => InputImages.AlphaMask(form.Mask, limits));
        if (mask is not null && (mask.Width, mask.Height) != (image.Width, image.Height))
            throw new RequestException(
                "mask", $"The mask is {mask.Width}x{mask.Height}; it must be as large as the picture, {image.Width}x{image.Height}.");
        return request with
        {
            Image = new ImageInput(image) { Strength = form.Request.Strength },
            Inpainting = mask is null ? null : new Inpainting(mask) { PasteOriginal = true },
        };
    }

    /// <summary>What only the loaded model says: the size of an edited picture, and the steps between previews.</summary>
    public static GenerationRequest Fit(GenerationRequest request, ModelTraits model, int partialImages)
    {
        int steps = request.Steps ?? model.Steps;
        return PictureSize.Fit(request, model) with { PreviewInterval = partialImages == 0 ? 0 : Math.Max(1, steps / (partialImages + 1)) };
    }

    private static (int? Width, int? Height) Size(string? size)
    {
        if (size is null or "" or "auto") return (null, null);
        return size.Split('x') is [var w, var h]
            && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? (width, height)
            : throw new RequestException("size", $"size is '{size}'; it must be auto or WIDTHxHEIGHT, such as 512x512.");
    }
}
