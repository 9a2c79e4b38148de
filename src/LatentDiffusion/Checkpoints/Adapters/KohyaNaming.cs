using System.Text.RegularExpressions;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// kohya-ss (https://github.com/kohya-ss/sd-scripts) and LyCORIS: <c>lora_unet_down_blocks_0_attentions_0_proj_in.lora_up.weight</c>.
/// </summary>
internal sealed partial class KohyaNaming : IAdapterNaming
{
    /// <inheritdoc/>
    public AdapterKey? Parse(string key)
    {
        Match match = Pattern.Match(key);
        if (!match.Success) return null;
        string? component = match.Groups["part"].Value switch
        {
            "te" or "te1" => "text_encoder",
            "te2" => "text_encoder_2",
            "te3" => AdapterKey.T5,
            "" => null,
            _ => AdapterKey.Denoiser,
        };
        string role = match.Groups["whole"].Success ? "weight" : AdapterRoles.Of(match);
        return new AdapterKey(component, match.Groups["layer"].Value, role) { Adapter = match.Groups["adapter"].Value };
    }

    [GeneratedRegex(
        @"^(?:(?:lora|oft)_(?<part>unet|transformer|te[123]?)|lycoris)_(?<layer>[^.]+)"
        + @"(?:(?<whole>\.weight)$|" + AdapterRoles.Pattern + ")")]
    private static partial Regex Pattern { get; }
}
