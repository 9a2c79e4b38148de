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
        return File.Exists(text) && File.ReadAllText(text).Trim() is { Length: > 0 } prompt ? prompt : null;
    }
}
