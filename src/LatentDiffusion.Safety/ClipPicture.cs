namespace LatentDiffusion.Safety;

/// <summary>
/// Prepares pictures as CLIPImageProcessor of transformers does with Pillow: resized, cut from the middle, scaled and normalised, channel
/// by channel.
/// </summary>
internal sealed class ClipPicture
{
    /// <summary>Side of CLIP's pictures where nothing else is said.</summary>
    public const int UsualSide = 224;

    private const int Channels = 3, MaxRatio = 64;

    /// <summary>Mean and deviation of CLIP's training data: https://github.com/openai/CLIP/blob/main/clip/clip.py.</summary>
    private static readonly float[] UsualMean = [0.48145466f, 0.4578275f, 0.40821073f], UsualStd = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly float[] _mean, _std;
    private readonly int _side;
    private readonly int? _shortest;
    private readonly ResampleFilter _filter;

    private ClipPicture(int side, int? shortest, ResampleFilter filter, float[] mean, float[] std) =>
        (_side, _shortest, _filter, _mean, _std) = (side, shortest, filter, mean, std);

    /// <summary>Reads how pictures are prepared; CLIP's own way where no file says it.</summary>
    /// <param name="folder">Folder of the checker.</param>
    /// <param name="side">Side of the pictures that the graph takes.</param>
    /// <exception cref="ModelFormatException">A file asks for what is not done here.</exception>
    public static ClipPicture Read(string folder, int side)
    {
        string[] places = [folder, Path.Combine(folder, "..", "feature_extractor")];
        string? file = places.Select(place => Path.Combine(Path.GetFullPath(place), "preprocessor_config.json"))
            .FirstOrDefault(File.Exists);
        if (file is null) return new ClipPicture(side, side, ResampleFilter.Bicubic, UsualMean, UsualStd);
        ModelConfig config = ModelConfig.Read(file);
        foreach (string step in (string[])["do_resize", "do_center_crop", "do_rescale", "do_normalize"])
            if (config.Optional<bool?>(step) == false)
                throw new ModelFormatException($"{file}: '{step}' is false; pictures for a safety checker are prepared with it.");
        if (config.Optional<double?>("rescale_factor") is { } factor && Math.Abs(factor * 255 - 1) > 1e-6)
            throw new ModelFormatException($"{file}: 'rescale_factor' is {factor}; it must be 1/255.");
        int? crop = SideOf(config, "crop_size", "height");
        if (crop is { } cut && cut != side)
            throw new ModelFormatException($"{file}: 'crop_size' is {cut}; the graph takes pictures of {side}.");
        return new ClipPicture(
            side,
            IsWhole(config) ? null : SideOf(config, "size", "shortest_edge") ?? side,
            PillowFilters.Of(config),
            Three(config, "image_mean", UsualMean),
            Three(config, "image_std", UsualStd));
    }

    /// <summary>Prepares a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="destination">[3, side, side].</param>
    public void Write(RgbImage image, Span<float> destination)
    {
        image = Middle(image);
        (int width, int height) = (_side, _side);
        if (_shortest is { } shortest)
        {
            // The longer side is cut to whole pixels.
            int longest = (int)((long)shortest * Math.Max(image.Width, image.Height) / Math.Min(image.Width, image.Height));
            (width, height) = image.Width <= image.Height ? (shortest, longest) : (longest, shortest);
        }

        RgbImage resized = image.Resize(width, height, _filter);
        (int left, int top) = (Offset(width), Offset(height));
        for (int c = 0; c < Channels; c++)
        {
            for (int i = 0; i < _side * _side; i++)
            {
                (int x, int y) = (left + i % _side, top + i / _side);
                bool isInside = (uint)x < (uint)width && (uint)y < (uint)height;
                float value = isInside ? resized.Pixels[Channels * (y * width + x) + c] * (1f / 255) : 0;
                destination[c * _side * _side + i] = (value - _mean[c]) / _std[c];
            }
        }
    }

    /// <summary>
    /// Of a very long picture the middle, of which alone the checker sees a part; all of it would take too much memory enlarged.
    /// </summary>
    private static RgbImage Middle(RgbImage image)
    {
        int longest = Math.Min(image.Width, image.Height) * MaxRatio;
        (int width, int height) = (Math.Min(image.Width, longest), Math.Min(image.Height, longest));
        if ((width, height) == (image.Width, image.Height)) return image;
        byte[] pixels = new byte[Channels * width * height];
        int start = (image.Height - height) / 2 * image.Width + (image.Width - width) / 2;
        for (int y = 0; y < height; y++)
            image.Pixels.Slice(Channels * (start + y * image.Width), Channels * width).CopyTo(pixels.AsSpan(Channels * y * width));
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Where the cut begins; before the picture where it is smaller, whose surroundings are black.</summary>
    private int Offset(int size) => size >= _side ? (size - _side) / 2 : -((_side - size + 1) / 2);

    private static bool IsWhole(ModelConfig config) => config.Section("size") is { } size && size.Has("height") && size.Has("width");

    private static int? SideOf(ModelConfig config, string name, string key)
    {
        if (config.Section(name) is { } section) (config, name) = (section, key);
        return config.Whole(name, 1, 4096);
    }

    private static float[] Three(ModelConfig config, string name, float[] usual)
    {
        if (!config.Has(name)) return usual;
        float[] values = config.Numbers<float>(name);
        return values.Length == Channels ? values
            : throw new ModelFormatException($"{config.Path}: '{name}' has {values.Length} numbers; there are {Channels} channels.");
    }
}
