using System.Text.RegularExpressions;

namespace LatentDiffusion;

/// <summary>
/// kohya-ss (https://github.com/kohya-ss/sd-scripts) and LyCORIS: <c>lora_unet_down_blocks_0_attentions_0_proj_in.lora_up.weight</c>.
/// </summary>
internal sealed partial class KohyaNaming : IAdapterNaming
{
    /// <summary>The component of <c>lora_te3</c>, as Stable Diffusion 3 has it.</summary>
    public const string T5 = "text_encoder_3";

    /// <inheritdoc/>
    public AdapterKey? Parse(string key)
    {
        Match match = Pattern.Match(key);
        if (!match.Success) return null;
        string? component = match.Groups["part"].Value switch
        {
            "lora_te" or "lora_te1" => "text_encoder",
            "lora_te2" => "text_encoder_2",
            "lora_te3" => T5,
            "lycoris" => null,
            _ => AdapterKey.Denoiser,
        };
        return new AdapterKey(component, match.Groups["layer"].Value, match.Groups["role"].Value);
    }

    [GeneratedRegex(
        @"^(?<part>lora_unet|lora_transformer|lora_te[123]?|lycoris)_(?<layer>[^.]+)"
        + @"\.(?<role>lora_(?:up|down|mid)|alpha|dora_scale|(?:hada|lokr)_\w+)(?:\.weight)?$")]
    private static partial Regex Pattern { get; }
}
