using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>Values of the library's requests by the names that fields of these APIs have, for messages.</summary>
internal static class FieldNames
{
    // What the APIs have beside the other fields, not within a part of the request.
    private static readonly string[] Flat = ["Image", "Inpainting", "Options", "Schedule"];

    // How messages name them: the field, and what of it.
    private static readonly Dictionary<string, string> OpenAi = new(StringComparer.Ordinal)
    {
        ["count"] = "n", ["width"] = "size: width", ["height"] = "size: height",
    };

    private static readonly Dictionary<string, string> Webui = new(StringComparer.Ordinal)
    {
        ["count"] = "batch_size times n_iter",
        ["guidance_scale"] = "cfg_scale",
        ["strength"] = "denoising_strength",
        ["blur"] = "mask_blur",
        ["padding"] = "inpaint_full_res_padding",
        ["hires_scale"] = "hr_scale",
        ["hires_width"] = "hr_resize_x",
        ["hires_height"] = "hr_resize_y",
        ["hires_steps"] = "hr_second_pass_steps",
        ["hires_strength"] = "denoising_strength",
    };

    // What warnings advise programmers to set, and what clients can know of it.
    private static readonly (string Advice, string Own)[] Advice =
    [
        ("; PromptSyntax.Weighted makes a weight of it.", "."),
        ("; PipelineOptions.LoraFolder says where adapters are.", "; this server has no folder of adapters."),
    ];

    // What warnings begin with, of all that fields can set.
    private static readonly string[] Settings = ["GuidanceScale", "GuidanceRescale", "Image.Strength", "Schedule.Eta"];

    /// <summary>A fault by the names that OpenAI's fields have.</summary>
    public static Fault OfOpenAi(Fault fault) => Renamed(fault, OpenAi);

    /// <summary>A fault by the names that stable-diffusion-webui's fields have.</summary>
    public static Fault OfWebui(Fault fault) => Renamed(fault, Webui);

    /// <summary>A message about a value, and the field that it is about.</summary>
    /// <param name="message">The library's message; it begins with the value's name.</param>
    /// <param name="value">The value's name, as <c>Image.Strength</c>.</param>
    /// <returns>The same by the name of the field (<c>strength</c>); the message as it is where it is about something else.</returns>
    public static (string Message, string? Field) In(string message, string? value)
    {
        if (value is not { Length: > 0 } || !message.StartsWith($"{value} is ", StringComparison.Ordinal)) return (message, null);
        string[] parts = value.Split('.');
        if (parts.Length > 1 && Flat.Contains(parts[0])) parts = parts[1..];
        string field = string.Join('_', parts.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        return (field + message[value.Length..], field);
    }

    /// <summary>Warnings by the names that the page's and OpenAI's fields have.</summary>
    public static IReadOnlyList<string> InWarnings(IReadOnlyList<string> warnings) => [.. warnings.Select(w => InWarning(w, OpenAi))];

    /// <summary>Warnings by the names that stable-diffusion-webui's fields have.</summary>
    public static IReadOnlyList<string> InWebuiWarnings(IReadOnlyList<string> warnings) => [.. warnings.Select(w => InWarning(w, Webui))];

    private static string InWarning(string warning, Dictionary<string, string> names)
    {
        foreach (var (advice, own) in Advice) warning = warning.Replace(advice, own, StringComparison.Ordinal);
        if (Settings.FirstOrDefault(s => warning.StartsWith($"{s} has no effect", StringComparison.Ordinal)) is not { } setting)
            return warning;
        string field = JsonNamingPolicy.SnakeCaseLower.ConvertName(setting[(setting.LastIndexOf('.') + 1)..]);
        return names.GetValueOrDefault(field, field) + warning[setting.Length..];
    }

    private static Fault Renamed(Fault fault, Dictionary<string, string> names)
    {
        if (fault.Parameter is not { } name || !names.TryGetValue(name, out string? own)) return fault;
        bool isNamed = fault.Message.StartsWith($"{name} is ", StringComparison.Ordinal);
        return fault with { Parameter = own.Split(' ', ':')[0], Message = isNamed ? own + fault.Message[name.Length..] : fault.Message };
    }
}
