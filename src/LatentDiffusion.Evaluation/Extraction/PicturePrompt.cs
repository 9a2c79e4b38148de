using System.Text;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Evaluation;

/// <summary>The prompt of a picture file.</summary>
internal static class PicturePrompt
{
    /// <summary>Reads the prompt in the file's generation parameters, else in the text file beside it; null where there is none.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string? Of(string path)
    {
        if (ImageMetadata.ReadParameters(path) is { } parameters) return GenerationParameters.Parse(parameters).Prompt;
        string text = Path.ChangeExtension(path, ".txt");
        return File.Exists(text) && Read(text).Trim() is { Length: > 0 } prompt ? prompt : null;
    }

    private static string Read(string text)
    {
        try
        {
            return File.ReadAllText(text, StrictUtf8.Encoding);
        }
        catch (DecoderFallbackException e)
        {
            throw new IOException($"{text}: the prompt is not text in UTF-8; save it as UTF-8.", e);
        }
    }
}
