using System.Text.RegularExpressions;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// x-flux (https://github.com/XLabs-AI/x-flux): <c>double_blocks.0.processor.qkv_lora1.down.weight</c>, where 1 is the picture's stream and
/// 2 the text's; <c>single_blocks.0.processor.qkv_lora.down.weight</c> is for the first rows of a layer that does more.
/// </summary>
internal sealed partial class FluxProcessorNaming : IAdapterNaming
{
    /// <inheritdoc/>
    public AdapterKey? Parse(string key)
    {
        Match match = Pattern.Match(key);
        if (!match.Success) return null;
        string block = match.Groups["block"].Value.Replace('.', '_'), part = match.Groups["part"].Value;
        bool isDouble = match.Groups["stream"].Success;
        string layer = isDouble
            ? $"{block}_{(match.Groups["stream"].Value == "1" ? "img" : "txt")}_attn_{part}"
            : $"{block}_{(part == "qkv" ? "linear1" : "linear2")}";
        return new AdapterKey(AdapterKey.Denoiser, layer, "lora_" + match.Groups["direction"].Value)
        {
            IsOfFirstRows = !isDouble && part == "qkv",
        };
    }

    [GeneratedRegex(
        @"^(?:diffusion_model\.)?(?<block>(?<double>double_blocks\.\d+)|single_blocks\.\d+)\.processor\.(?<part>qkv|proj)_lora"
        + @"(?(double)(?<stream>[12]))\.(?<direction>down|up)\.weight$")]
    private static partial Regex Pattern { get; }
}
