using System.Globalization;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Prompts;

/// <summary>Prompts joined by <c>AND</c>, each with a weight at its end if it has one: <c>a cat :1.2 AND a dog :0.8</c>.</summary>
/// <remarks>
/// As https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/prompt_parser.py, <c>get_multicond_prompt_list</c>,
/// reads it. The noise of such a prompt is the unconditional one plus the sum of weight x guidance x (conditional - unconditional).
/// </remarks>
internal static partial class PromptConjunction
{
    /// <summary>The prompts and their weights.</summary>
    public static List<WeightedText> Parse(string prompt) => [.. PromptText.SplitAtWord(prompt, "AND").Select(ReadPart)];

    private static WeightedText ReadPart(string part)
    {
        int colon = part.LastIndexOf(':');
        if (colon >= 0 && Weight().Match(part, colon) is { Success: true } weight)
            return new(
                PromptText.TrimEnd(part.AsSpan(0, colon)).ToString(),
                double.Parse(weight.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        return new(PromptText.TrimEnd(part).ToString(), 1);
    }

    [GeneratedRegex(@"\G:[\s\x1C-\x1F]*([-+]?(?:[0-9]+\.?|[0-9]*\.[0-9]+))[\s\x1C-\x1F]*\z")]
    private static partial Regex Weight();
}
