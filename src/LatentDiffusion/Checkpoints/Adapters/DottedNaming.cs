using System.Text.RegularExpressions;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// diffusers, new (<c>unet.mid_block.attentions.0.proj_in.lora_A.weight</c>) and old
/// (<c>unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.down.weight</c>), PEFT, ComfyUI
/// (<c>text_encoders.clip_l.transformer.text_model...</c>, <c>clip_l.</c>), and what else writes whole paths.
/// </summary>
internal sealed partial class DottedNaming : IAdapterNaming
{
    /// <inheritdoc/>
    public AdapterKey? Parse(string key)
    {
        Match match = Pattern.Match(key);
        if (!match.Success) return null;
        string? component = (match.Groups["part"].Value, match.Groups["encoder"].Value) switch
        {
            ("", "") => null,
            ("unet" or "transformer" or "diffusion_model" or "model.diffusion_model", _) => AdapterKey.Denoiser,
            (_, "clip_l" or "clip_h") => "text_encoder",
            (_, "clip_g") => "text_encoder_2",
            (_, "t5xxl") => AdapterKey.T5,
            var (other, _) => other,
        };
        string role = match.Groups["direction"].Success ? "lora_" + match.Groups["direction"].Value : AdapterRoles.Of(match);
        return new AdapterKey(component, Layer(match, component), role) { Adapter = match.Groups["adapter"].Value };
    }

    /// <summary>The old layers of diffusers belong to attention processors; text encoders had the U-Net's names there.</summary>
    private static string Layer(Match match, string? component)
    {
        string layer = match.Groups["layer"].Value.Replace(".processor.", ".", StringComparison.Ordinal);
        if (match.Groups["old"].Success)
        {
            int at = layer.LastIndexOf('.') + 1;
            string name = layer[at..], parent = layer[..at];
            bool text = component?.StartsWith("text_encoder", StringComparison.Ordinal) == true;
            layer = parent + (name switch
            {
                "to_out" => text ? "out_proj" : "to_out.0",
                "to_q" or "to_k" or "to_v" when text => $"{name[^1]}_proj",
                _ => name,
            });
        }

        return layer.Replace('.', '_');
    }

    [GeneratedRegex(
        @"^(?:base_model\.model\.)?"
        + @"(?:(?:(?<part>unet|transformer|(?:model\.)?diffusion_model|text_encoder(?:_[23])?)"
        + @"|(?:text_encoders\.)?(?<encoder>clip_[lgh]|t5xxl)(?:\.transformer)?)\.)?"
        + @"(?<layer>.+?)"
        + @"(?:(?:(?<old>_lora)|\.lora|\.lora_linear_layer)\.(?<direction>down|up)(?:\.weight)?$|" + AdapterRoles.Pattern + ")")]
    private static partial Regex Pattern { get; }
}
