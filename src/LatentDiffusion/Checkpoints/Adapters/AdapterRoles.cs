using System.Text.RegularExpressions;

namespace LatentDiffusion.Checkpoints;

/// <summary>What tensors of adapters are, as the ends of their keys name it in any tool.</summary>
internal static class AdapterRoles
{
    /// <summary>Matches the end of a key behind the name of its layer; groups <c>role</c> and <c>adapter</c>.</summary>
    public const string Pattern =
        @"(?:\.lora_(?<role>A|B|up|down|mid)(?:\.(?<adapter>[^.]+))??(?:\.(?:weight|(?<bias>bias)))?"
        + @"|\.(?<role>(?:hada|lokr)_\w+|lora_magnitude_vector|ia3_l|oft_R|boft_R|boft_s|glora_[A-E])(?:\.(?<adapter>[^.]+))??"
        + @"(?:\.(?:weight|(?<piece>Xd|Xu|X|zeros)))?"
        + @"|\.(?<role>alpha|dora_scale|diff|diff_b|w_norm|b_norm|oft_blocks|rescale|on_input)"
        + @"|\.(?<role>[ab][12])\.weight)$";

    /// <summary>Whether a role is what PEFT keeps in the place of a part that an adapter does not have: zeros.</summary>
    public static bool IsNothing(string role) => role.EndsWith(".zeros", StringComparison.Ordinal);

    /// <summary>A role as tools name it.</summary>
    public static string Shown(string role) => role switch
    {
        "lora_down" => "lora_down (lora_A)",
        "lora_up" => "lora_up (lora_B)",
        _ => role,
    };

    /// <summary>The role of a match, by one name for all tools.</summary>
    public static string Of(Match match)
    {
        string role = match.Groups["role"].Value;
        if (match.Groups["bias"].Success) return role is "B" or "up" ? "lora_bias" : "lora_bias_of_" + role;
        if (match.Groups["piece"].Success) return $"{role}.{match.Groups["piece"].Value}";
        return role switch
        {
            "A" or "down" => "lora_down",
            "B" or "up" => "lora_up",
            "mid" => "lora_mid",
            "lora_magnitude_vector" => "magnitude",
            "w_norm" => "diff",
            "b_norm" => "diff_b",
            _ => role,
        };
    }
}
