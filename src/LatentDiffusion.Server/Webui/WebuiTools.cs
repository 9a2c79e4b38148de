using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>What works on pictures without drawing.</summary>
internal static class WebuiTools
{
    private const double DefaultScale = 2; // of ExtrasBaseRequest, as is the side
    private const int DefaultSide = 512;

    /// <summary>Maps it.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/png-info", (Delegate)PngInfoAsync).WithSummary("Reads what a picture says of how it was made.");
        group.MapPost("/extra-single-image", EnlargeAsync).WithSummary("Enlarges a picture.");
        foreach (string path in (string[])["/refresh-checkpoints", "/refresh-loras", "/refresh-vae"])
            group.MapPost(path, () => ServerJson.Answer(new { }))
                .WithSummary("Does nothing: the models are those of the server's options.");
    }

    private static async Task<IResult> PngInfoAsync(HttpContext context)
    {
        ImageBody body = await ServerJson.ReadAsync<ImageBody>(context).ConfigureAwait(false);
        string info = ImageMetadata.ReadParameters(InputImages.Bytes(body.Image ?? "", "image")) ?? "";
        return ServerJson.Answer(new { info, items = new { parameters = info }, parameters = Parameters(info) });
    }

    private static Dictionary<string, object?> Parameters(string info)
    {
        GenerationParameters read = GenerationParameters.Parse(info);
        Dictionary<string, object?> fields = new() { ["Prompt"] = read.Prompt, ["Negative prompt"] = read.NegativePrompt };
        Add("Steps", read.Steps);
        Add("Sampler", read.Sampler);
        Add("CFG scale", read.GuidanceScale);
        Add("Seed", read.Seed);
        Add("Size-1", read.Width);
        Add("Size-2", read.Height);
        Add("Model", read.Model);
        Add("Denoising strength", read.Strength);
        foreach (var (name, value) in read.Other) fields.TryAdd(name, value);
        return fields;

        void Add(string name, object? value)
        {
            if (value is not null) fields[name] = FormattableString.Invariant($"{value}");
        }
    }

    private static async Task<IResult> EnlargeAsync(HttpContext context, Drawing drawing)
    {
        JsonElement json = await ServerJson.ReadElementAsync(context).ConfigureAwait(false);
        EnlargeBody body = json.Deserialize<EnlargeBody>(ServerJson.Options) ?? throw new JsonException("it is null.");
        WebuiRefusals.CheckEnlarging(json);
        RgbImage image = InputImages.Decode(body.Image ?? "", "image", drawing.Options.InputLimits);
        bool isSized = body.ResizeMode == 1, isCropped = isSized && body.UpscalingCrop != false;
        int wantedWidth = body.UpscalingResizeW ?? DefaultSide, wantedHeight = body.UpscalingResizeH ?? DefaultSide;
        double scale = !isSized ? body.UpscalingResize ?? DefaultScale
            : Math.Max((double)wantedWidth / image.Width, (double)wantedHeight / image.Height);
        int width = isCropped ? wantedWidth : Scaled(image.Width), height = isCropped ? wantedHeight : Scaled(image.Height);
        int most = drawing.Options.MaxSide;
        if (width < 1 || height < 1 || width > most || height > most)
            throw new RequestException("upscaling_resize", $"The picture would be {width}x{height}; this server allows 1 to {most}.");
        if (body.Upscaler1 is null or "" or "None") // the default; webui's scripts/postprocessing_upscale.py leaves the picture as it is then
            return ServerJson.Answer(new { html_info = "", image = Png(image) });
        ResampleFilter filter = UpscalerNames.Find(body.Upscaler1) switch
        {
            HiresUpscaling.Nearest => ResampleFilter.Nearest,
            HiresUpscaling.Bilinear => ResampleFilter.Bilinear,
            HiresUpscaling.Bicubic => ResampleFilter.Bicubic,
            HiresUpscaling.Lanczos => ResampleFilter.Lanczos,
            _ => throw new RequestException("upscaler_1", $"'{body.Upscaler1}' enlarges latents, not pictures."),
        };
        RgbImage enlarged = isCropped ? PixelOperations.Cover(image, width, height, "image", filter) : image.Resize(width, height, filter);
        return ServerJson.Answer(new { html_info = "", image = Png(enlarged) });

        int Scaled(int side) => double.IsFinite(scale) ? (int)Math.Clamp(Math.Round(side * scale), 0, int.MaxValue) : 0;
    }

    private static string Png(RgbImage image) => Convert.ToBase64String(image.Encode(ImageFormat.Png));

    private sealed record ImageBody(string? Image);

    private sealed record EnlargeBody
    {
        public string? Image { get; init; }

        public int? ResizeMode { get; init; }

        public double? UpscalingResize { get; init; }

        public int? UpscalingResizeW { get; init; }

        public int? UpscalingResizeH { get; init; }

        public bool? UpscalingCrop { get; init; }

        [JsonPropertyName("upscaler_1")]
        public string? Upscaler1 { get; init; }
    }
}
