using System.Globalization;
using System.Text.RegularExpressions;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// Adapters that are named in a prompt: <c>&lt;lora:NAME&gt;</c>, <c>&lt;lora:NAME:SCALE&gt;</c>,
/// <c>&lt;lora:NAME:TEXT_SCALE:SCALE&gt;</c>, the scales also as <c>te=</c> and <c>unet=</c>; <c>lyco</c> for <c>lora</c> is the same.
/// </summary>
/// <remarks>
/// As https://github.com/AUTOMATIC1111/stable-diffusion-webui/tree/v1.10.0 reads them (<c>modules/extra_networks.py</c>,
/// <c>parse_prompt</c>; <c>extensions-builtin/Lora/extra_networks_lora.py</c>, <c>activate</c>): a tag leaves nothing in its place, white
/// space around it stays, and negative prompts have none. What cannot be read is skipped there, and an error here; tags of other kinds stay
/// text here.
/// </remarks>
internal static partial class AdapterTags
{
    /// <summary>Whether a prompt has any.</summary>
    public static bool In(string prompt) => Tag().IsMatch(prompt);

    /// <summary>The prompt without its tags, and the tags in their order.</summary>
    /// <exception cref="PromptFormatException">A scale is not a finite number, or there are others than these.</exception>
    public static (string Text, IReadOnlyList<AdapterTag> Tags) Read(string prompt)
    {
        AdapterTag[] tags = [.. Tag().Matches(prompt).Select(match => Read(match.Groups[1]))];
        return (Tag().Replace(prompt, ""), tags);
    }

    private static AdapterTag Read(Group content)
    {
        string[] items = content.Value.Split(':');
        double? text = null, denoiser = null;
        for (int i = 1; i < items.Length; i++)
        {
            if (items[i].StartsWith("te=", StringComparison.Ordinal)) text = Scale(content, items[i][3..]);
            else if (items[i].StartsWith("unet=", StringComparison.Ordinal)) denoiser = Scale(content, items[i][5..]);
            else if (i == 1) text = Scale(content, items[i]);
            else if (i == 2) denoiser = Scale(content, items[i]);
            else throw Fault(content, items[i]);
        }

        return new AdapterTag(items[0], text ?? 1, denoiser ?? text ?? 1);
    }

    private static double Scale(Group content, string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale) && double.IsFinite(scale)
            ? scale : throw Fault(content, number);

    private static PromptFormatException Fault(Group content, string item) => new(
        $"Expected <lora:NAME:SCALE> or <lora:NAME:TEXT_SCALE:SCALE> at position {content.Index} of the prompt, "
        + $"but there is \"{Shown.Of(item)}\" in "
        + $"\"{Shown.Of(content.Value)}\".",
        content.Index);

    [GeneratedRegex("<(?:lora|lyco):([^>]+)>")]
    private static partial Regex Tag();
}
