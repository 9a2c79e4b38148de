using System.Text;

namespace LatentDiffusion.Imaging;

/// <summary>
/// The text of how a picture was made, short enough for the format of its file: a picture must not be lost for what is written beside it.
/// </summary>
internal static class FittingText
{
    private const string Cut = "...";

    // UTF-16 in one segment of 65533 bytes, less the names and directories before it.
    private const int JpegCharacters = (ushort.MaxValue - 2 - 100) / 2;

    // Of any character that UTF-8 writes in 3 bytes and UTF-16 in 2, less the names.
    private const int OtherCharacters = (ImageMetadata.MaxTextBytes - 100) / 3;

    /// <summary>The text; with prompts cut short where it is too long, and none where the rest alone is.</summary>
    public static string Of(GenerationParameters parameters, ImageFormat format)
    {
        string text = parameters.ToText();
        if (Fits(text, format)) return text;
        int most = format == ImageFormat.Jpeg ? JpegCharacters : OtherCharacters;
        int rest = With(parameters, "", "").ToText().Length;

        // What the format would read otherwise is written twice, the second time in quotes, which may double it again.
        for (int room = most - rest; room > 2 * Cut.Length; room /= 2)
        {
            int negative = Math.Min(parameters.NegativePrompt.Length, room / 3);
            text = With(parameters, Start(parameters.Prompt, room - negative), Start(parameters.NegativePrompt, negative)).ToText();
            if (Fits(text, format)) return text;
        }

        text = With(parameters, "", "").ToText();
        return Fits(text, format) ? text : "";
    }

    /// <summary>What a user should know of files of the picture, or null.</summary>
    public static string? Warning(GenerationParameters parameters)
    {
        string text = parameters.ToText();
        string[] formats = [.. Enum.GetValues<ImageFormat>().Where(format => !Fits(text, format)).Select(format => $"{format}")];
        return formats.Length == 0 ? null
            : $"The prompts are too long to be kept in files whole ({string.Join(", ", formats)}); there they are cut short.";
    }

    private static bool Fits(string text, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => text.Length <= JpegCharacters,
        ImageFormat.Png => Encoding.UTF8.GetByteCount(text) <= ImageMetadata.MaxTextBytes,
        _ => sizeof(char) * text.Length <= ImageMetadata.MaxTextBytes - 100,
    };

    private static string Start(string text, int length)
    {
        if (text.Length <= length) return text;
        int end = Math.Max(length - Cut.Length, 0);
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + Cut;
    }

    private static GenerationParameters With(GenerationParameters p, string prompt, string negative) => new()
    {
        Prompt = prompt, NegativePrompt = negative, Steps = p.Steps, Sampler = p.Sampler, ScheduleType = p.ScheduleType,
        GuidanceScale = p.GuidanceScale, Seed = p.Seed, Width = p.Width, Height = p.Height, Model = p.Model, Strength = p.Strength,
        Other = p.Other,
    };
}
