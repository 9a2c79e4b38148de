using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>The library's messages name what programmers set; here they name the options of the command line.</summary>
internal static partial class OptionNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["NegativePrompt"] = "--negative", ["PromptSyntax.Weighted"] = "--prompt-syntax weighted", ["PromptSyntax"] = "--prompt-syntax",
        ["Steps"] = "--steps", ["Schedule.Timesteps.Count"] = "the number of --timesteps", ["Schedule.Timesteps"] = "--timesteps",
        ["Timesteps"] = "--timesteps", ["Schedule.Sigmas.Count"] = "the number of --sigmas", ["Schedule.Sigmas"] = "--sigmas",
        ["Sigmas"] = "--sigmas", ["Schedule.Eta"] = "--eta", ["Schedule.Start"] = "--refiner-start", ["Schedule.End"] = "--refiner-start",
        ["GuidanceScale"] = "--guidance", ["GuidanceRescale"] = "--guidance-rescale", ["Options.TrueGuidanceScale"] = "--true-guidance",
        ["Options.ImageGuidanceScale"] = "--image-guidance", ["Options.ClipSkip"] = "--clip-skip", ["ClipSkip"] = "--clip-skip",
        ["Options.MaxSequenceLength"] = "--max-sequence-length", ["MaxSequenceLength"] = "--max-sequence-length",
        ["Options.CleanCaption"] = "--clean-caption", ["Options.NoiseLevel"] = "--noise-level", ["NoiseLevel"] = "--noise-level",
        ["Options.DepthMap"] = "--depth-map", ["DepthMap"] = "--depth-map", ["Options.SizeConditioning"] = SizeOptions.Names,
        ["Count"] = "--count", ["Width"] = "--width", ["Height"] = "--height", ["Scheduler"] = "--scheduler",
        ["Image"] = "--init", ["Image.Picture"] = "--init", ["Picture"] = "--init", ["Image.Strength"] = "--strength",
        ["Inpainting"] = "--mask", ["Inpainting.Mask"] = "--mask", ["Mask"] = "--mask", ["Inpainting.Blur"] = "--mask-blur",
        ["Inpainting.Padding"] = "--mask-padding", ["Inpainting.PasteOriginal"] = "--paste-original",
        ["Inpainting.Outpaint"] = "--outpaint", ["Outpaint"] = "--outpaint", ["Inpainting.Outpaint.Left"] = "--outpaint, left,",
        ["Inpainting.Outpaint.Top"] = "--outpaint, top,", ["Inpainting.Outpaint.Right"] = "--outpaint, right,",
        ["Inpainting.Outpaint.Bottom"] = "--outpaint, bottom,",
        ["Hires"] = "--hires", ["Hires.Scale"] = "--hires", ["Hires.Width"] = "--hires, width,", ["Hires.Height"] = "--hires, height,",
        ["Hires.Strength"] = "--hires-strength", ["Hires.Steps"] = "--hires-steps", ["Hires.Upscaling"] = "--hires-upscaling",
        ["Controls.Count"] = "the number of --control", ["Controls"] = "--control",
        ["Loras.Scale"] = "the scale of --lora", ["Config"] = "--config",
        ["PipelineOptions.LoraFolder"] = "--lora-folder", ["LoraFolder"] = "--lora-folder", ["Threads"] = "--threads",
        ["PipelineOptions.AllowsProcessor"] = "--allow-processor", ["AllowsProcessor"] = "--allow-processor",
        ["PipelineOptions.Components"] = "--component", ["Components"] = "--component", ["PipelineOptions.Config"] = "--config",
        ["PipelineOptions.Templates"] = "--templates", ["PipelineOptions.Loras"] = "--lora",
        ["PipelineOptions.Embeddings"] = "--embedding", ["Embeddings"] = "--embedding",
        ["PreviewDecoder"] = "--preview-decoder", ["PipelineOptions.PreviewDecoder"] = "--preview-decoder",
        ["VaeTiling"] = "--vae-tiling", ["PipelineOptions.Variant"] = "--variant",
        ["AllowedOrigins"] = "--allow-origin",
    };

    private static readonly Dictionary<string, string> OfControls = new(StringComparer.Ordinal)
    {
        ["Image"] = "--control", ["Scale"] = "--control-scale", ["Start"] = "--control-start", ["End"] = "--control-end",
    };

    /// <summary>The message with options in place of names; what is in quotes stays, as it is what the user wrote.</summary>
    /// <remarks>So does a file that the message begins with: its name may hold such words.</remarks>
    public static string In(string message)
    {
        int place = Place().Match(message).Length;
        return message[..place] + Translated(message[place..]);
    }

    private static string Translated(string message) =>
        Word().Replace(message.Replace("must be null beside", "cannot stand beside", StringComparison.Ordinal), match =>
        {
            if (match.Groups["quoted"].Success) return match.Value;
            string name = match.Groups["name"].Value;
            if (match.Groups["control"].Success) return OfControls.GetValueOrDefault(match.Groups["control"].Value, match.Value);
            for (string known = name; known.Length > 0; known = known[..Math.Max(known.LastIndexOf('.'), 0)])
                if (Known.TryGetValue(known, out string? option)) return option + name[known.Length..];
            return match.Value;
        });

    [GeneratedRegex(
        """
        (?<quoted>'(?:[^']|'(?=\w))*'|"[^"]*")
        |Controls\[\d+\]\.(?<control>\w+)
        |(?<![\w.\-/\\<])(?<name>[A-Z]\w*(?:\.[A-Z]\w*)*)(?![\w\\/:]|\.[a-z0-9])
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Word();

    /// <summary>The name of a file with an extension, and perhaps a line, before a colon.</summary>
    [GeneratedRegex("""^[^'"]*?\.\w{1,11}(?::\d+)?: """)]
    private static partial Regex Place();
}
