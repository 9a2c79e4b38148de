using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>The library's messages name what programmers set; here they name the options of the command line.</summary>
internal static partial class OptionNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["NegativePrompt"] = "--negative", ["PromptSyntax.Weighted"] = "--prompt-syntax weighted", ["PromptSyntax"] = "--prompt-syntax",
        ["Steps"] = "--steps", ["Timesteps.Count"] = "the number of --timesteps", ["Timesteps"] = "--timesteps",
        ["Sigmas.Count"] = "the number of --sigmas", ["Sigmas"] = "--sigmas", ["GuidanceScale"] = "--guidance",
        ["GuidanceRescale"] = "--guidance-rescale", ["TrueGuidanceScale"] = "--true-guidance", ["ImageGuidanceScale"] = "--image-guidance",
        ["Count"] = "--count", ["Width"] = "--width", ["Height"] = "--height", ["Scheduler"] = "--scheduler", ["Eta"] = "--eta",
        ["InitImage"] = "--init", ["Strength"] = "--strength", ["Mask"] = "--mask", ["MaskBlur"] = "--mask-blur",
        ["MaskPadding"] = "--mask-padding", ["PasteOriginal"] = "--paste-original", ["Outpaint"] = "--outpaint",
        ["Outpaint.Left"] = "--outpaint, left,", ["Outpaint.Top"] = "--outpaint, top,", ["Outpaint.Right"] = "--outpaint, right,",
        ["Outpaint.Bottom"] = "--outpaint, bottom,", ["DenoisingStart"] = "--refiner-start", ["DenoisingEnd"] = "--refiner-start",
        ["Hires"] = "--hires", ["Hires.Scale"] = "--hires", ["Hires.Width"] = "--hires, width,", ["Hires.Height"] = "--hires, height,",
        ["Hires.Strength"] = "--hires-strength", ["Hires.Steps"] = "--hires-steps", ["Hires.Upscaling"] = "--hires-upscaling",
        ["ClipSkip"] = "--clip-skip", ["MaxSequenceLength"] = "--max-sequence-length", ["CleanCaption"] = "--clean-caption",
        ["NoiseLevel"] = "--noise-level", ["DepthMap"] = "--depth-map", ["Controls.Count"] = "the number of --control",
        ["Controls"] = "--control", ["SizeConditioning"] = "--original-size, --target-size, --crop and their kin",
        ["PipelineOptions.LoraFolder"] = "--lora-folder", ["LoraFolder"] = "--lora-folder", ["Threads"] = "--threads",
        ["PipelineOptions.AllowsProcessor"] = "--allow-processor", ["AllowsProcessor"] = "--allow-processor",
        ["PipelineOptions.Components"] = "--component", ["Components"] = "--component", ["PipelineOptions.Config"] = "--config",
        ["PipelineOptions.Templates"] = "--templates", ["PipelineOptions.Embeddings"] = "--embedding", ["Embeddings"] = "--embedding",
        ["PreviewDecoder"] = "--preview-decoder", ["PipelineOptions.PreviewDecoder"] = "--preview-decoder",
        ["VaeTiling"] = "--vae-tiling", ["PipelineOptions.Variant"] = "--variant",
    };

    private static readonly Dictionary<string, string> OfControls = new(StringComparer.Ordinal)
    {
        ["Image"] = "--control", ["Scale"] = "--control-scale", ["Start"] = "--control-start", ["End"] = "--control-end",
    };

    /// <summary>The message with options in place of names; what is in quotes stays, as it is what the user wrote.</summary>
    public static string In(string message) => Word().Replace(message.Replace("must be null beside", "cannot stand beside", StringComparison.Ordinal), match =>
    {
        if (match.Groups["quoted"].Success) return match.Value;
        string name = match.Groups["name"].Value;
        if (match.Groups["control"].Success) return OfControls.GetValueOrDefault(match.Groups["control"].Value, match.Value);
        for (string? known = name; known.Length > 0; known = known.Contains('.', StringComparison.Ordinal) ? known[..known.LastIndexOf('.')] : "")
            if (Known.TryGetValue(known, out string? option)) return option + name[known.Length..];
        return match.Value;
    });

    [GeneratedRegex(
        """(?<quoted>'[^']*'|"[^"]*")|Controls\[\d+\]\.(?<control>\w+)|(?<![\w.\-/\\<])(?<name>[A-Z]\w*(?:\.[A-Z]\w*)*)(?![\w\\/:])""")]
    private static partial Regex Word();
}
