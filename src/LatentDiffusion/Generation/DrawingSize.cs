using System.Numerics.Tensors;
using LatentDiffusion.Errors;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;
using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion.Generation;

/// <summary>How large a model draws, and how large the pictures are that are given back.</summary>
/// <param name="Latent">Shape of the latents.</param>
/// <param name="Drawn">Size at which the model draws.</param>
/// <param name="Output">Size of the pictures that are given back.</param>
internal readonly record struct DrawingSize(
    LatentShape Latent, (int Width, int Height) Drawn, (int Width, int Height) Output)
{
    /// <summary>
    /// Elements that the latents of all pictures may have together: half a gigabyte, which a generation has several times.
    /// </summary>
    private const int MaxElements = 1 << 27;

    /// <summary>
    /// Bytes that all pictures may have together: four gigabytes. Of a model whose latents are a sixteenth of a picture's sides, latents alone
    /// would let pass what no machine can draw.
    /// </summary>
    private const long MaxBytes = 1L << 32;

    /// <summary>The size that a request asks for, or that what it starts from has.</summary>
    /// <exception cref="ArgumentException">The model cannot draw it, or what is given has another.</exception>
    public static DrawingSize Of(GenerationRequest request, LatentModel model)
    {
        RgbImage? sized = request.Controls.Count == 0 ? model.Start.SizedBy(request) : request.InitImage ?? request.Controls[0].Image;
        bool startsFromNothing = (sized ?? request.InitImage) is null && request.InitLatents is null;
        bool? binning = request.OptionsOf<PixArtOptions>().ResolutionBinning;
        ResolutionBins? bins = binning != false && startsFromNothing ? model.Bins : null;
        ArgumentRule.Require(
            binning != true || bins is not null,
            "Options.ResolutionBinning", true, "needs a model of a usual size, and nothing to start from");

        int multiple = bins is null ? model.SizeMultiple : 1;
        int? widthOfImage = sized is null ? null : model.Start.SideFor(sized.Width);
        int? heightOfImage = sized is null ? null : model.Start.SideFor(sized.Height);
        int width = Side(nameof(request.Width), request.Width, widthOfImage, model.DefaultSize.Width, multiple);
        int height = Side(nameof(request.Height), request.Height, heightOfImage, model.DefaultSize.Height, multiple);
        RequirePlaces(nameof(request.Width), width, model);
        RequirePlaces(nameof(request.Height), height, model);
        var (drawnWidth, drawnHeight) = bins?.Closest(width, height) ?? (width, height);
        LatentShape latent = new(model.LatentChannels, drawnHeight / model.Factor, drawnWidth / model.Factor);
        (int Width, int Height) drawn = (latent.Width * model.Decoder.Factor, latent.Height * model.Decoder.Factor);
        RequireCount(request.Count, latent, drawn);
        RequireFits(request, latent);
        return new DrawingSize(latent, drawn, bins is null ? drawn : (width, height));
    }

    /// <summary>A side of the picture: the one asked for, else that of an image, rounded down, else another.</summary>
    /// <exception cref="ArgumentException">The model cannot draw it.</exception>
    public static int Side(string name, int? requested, int? image, int otherwise, int multiple)
    {
        int size = requested ?? (image is { } i ? i - i % multiple : otherwise);
        ArgumentRule.Require(
            requested is not null || image is null || size is > 0 and <= MaxSide,
            name, image, $"is not given, so it is that of the picture given, and must be from {multiple} to {MaxSide}");
        ArgumentRule.Require(
            size > 0 && size <= MaxSide && size % multiple == 0,
            name, size, $"must be a multiple of {multiple} from {multiple} to {MaxSide}");
        return size;
    }

    /// <summary>Fails for more pictures than fit into one batch.</summary>
    /// <exception cref="ArgumentException">They are too many.</exception>
    public static void RequireCount(int count, LatentShape latent, (int Width, int Height) picture)
    {
        long most = Math.Min(MaxElements / latent.Length, MaxBytes / (3L * picture.Width * picture.Height));
        ArgumentRule.Require(
            count <= most,
            nameof(GenerationRequest.Count),
            count,
            FormattableString.Invariant($"must be at most {most} for pictures of this size, which are drawn together"));
    }

    private static void RequirePlaces(string name, int size, LatentModel model)
    {
        if (model.MaxLatentSide * model.Factor is { } most)
            ArgumentRule.Require(size <= most, name, size, $"must be at most {most}: this model has no places for more");
    }

    private static void RequireFits(GenerationRequest request, LatentShape latent)
    {
        if (request.InitLatents is not { } given) return;
        ArgumentRule.Require(
            given.Length == (long)request.Count * latent.Length,
            "Image.Latents", $"{given.Length} numbers", $"must have {request.Count} times {latent.Length} for this size");
        ArgumentRule.Require(
            TensorPrimitives.IsFiniteAll(given.Span), "Image.Latents", "not finite", "must be finite numbers");
    }
}
