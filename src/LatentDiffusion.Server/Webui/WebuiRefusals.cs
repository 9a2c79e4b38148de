using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>
/// What would change the picture in stable-diffusion-webui and cannot be done here: refused rather than left out. The defaults, which
/// clients send too, ask for nothing.
/// </summary>
internal static class WebuiRefusals
{
    /// <summary>Fails where a body of <c>txt2img</c> or <c>img2img</c> asks for such a thing.</summary>
    /// <param name="json">The body.</param>
    /// <param name="body">The same, read.</param>
    /// <param name="isImage">Whether it is of <c>img2img</c>, which has no second pass.</param>
    /// <exception cref="RequestException">It does; the message names the field.</exception>
    public static void Check(JsonElement json, DrawBody body, bool isImage)
    {
        LooseFields fields = new(json);
        Refuse("infotext", fields.Text("infotext") is not null, "settings are not taken from a text; send them as fields");
        Refuse("script_name", fields.Text("script_name") is not null || fields.IsOdd("script_name"), "there are no scripts");
        Refuse("alwayson_scripts", body.AlwaysonScripts.ValueKind is not
            (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object), "must be an object of scripts by their names");
        Refuse("refiner_checkpoint", fields.Text("refiner_checkpoint") is not null && fields.Number("refiner_switch_at") is not null,
            "pictures are not handed on to a second model");
        foreach (string side in (string[])["seed_resize_from_w", "seed_resize_from_h"])
            Refuse(side, fields.Number(side) > 0, "noise is not that of another size");
        Refuse("restore_faces", fields.IsTrue("restore_faces"), "faces are not restored");
        Refuse("styles", fields.Holds("styles") || fields.Text("styles") is not null, "there are no styles; write them into the prompt");
        Refuse("inpainting_fill", isImage && fields.Number("inpainting_fill") is not (null or 0 or 1), // 0 is what webui has where nothing is said
            "what a mask covers starts as it was, which is 1");
        CheckNoise(fields);
        if (body.EnableHr == true && !isImage) CheckSecondPass(fields, body);
    }

    /// <summary>Fails where settings ask for such a thing.</summary>
    /// <param name="json">The settings, by webui's names (its <c>modules/shared_options.py</c>).</param>
    /// <exception cref="RequestException">They do; the message names the setting.</exception>
    public static void CheckSettings(JsonElement json)
    {
        LooseFields fields = new(json);
        OnlyAs("sd_vae", "Automatic", "each model has its own");
        OnlyAs("sd_noise_schedule", "Default", "it is the model's own");
        Refuse("emphasis", fields.Word("emphasis") is { } word && word != "Original", "must be Original; weights are read in one way");
        OnlyAs("samples_format", "png", "pictures are sent as PNG");
        Refuse("randn_source", fields.Text("randn_source") is { } source && source is not ("CPU" or "GPU"), "must be CPU or GPU");
        Refuse("eta_noise_seed_delta", fields.Number("eta_noise_seed_delta") is not (null or 0), "must be 0; seeds are not shifted");
        Refuse("eta_ancestral", fields.Number("eta_ancestral") is not (null or 1), "must be 1; ancestral samplers put all noise back");
        Refuse("eta_ddim", fields.Number("eta_ddim") is not (null or 0), "must be 0; send eta");
        foreach (string name in (string[])["always_discard_next_to_last_sigma", "img2img_fix_steps", "img2img_color_correction"])
            Refuse(name, fields.IsTrue(name), "must be false");
        CheckNoise(fields);

        void OnlyAs(string name, string value, string why) => Refuse(
            name, fields.Text(name) is { } text && !text.Equals(value, StringComparison.OrdinalIgnoreCase), $"must be {value}; {why}");
    }

    /// <summary>What both a body and settings may ask of noise.</summary>
    private static void CheckNoise(LooseFields fields)
    {
        Refuse("s_churn", fields.Number("s_churn") is not (null or 0), "samplers add no noise of their own");
        Refuse("s_min_uncond", fields.Number("s_min_uncond") > 0, "the negative prompt is used at each step");
        foreach (string noise in (string[])["s_noise", "initial_noise_multiplier"]) // the package webuiapi has 0 for "as it is"
            Refuse(noise, fields.Number(noise) is not (null or 0 or 1), "noise is not scaled");
    }

    /// <summary>Fails where a body of <c>extra-single-image</c> asks for more than a larger picture.</summary>
    /// <exception cref="RequestException">It does; the message names the field.</exception>
    public static void CheckEnlarging(JsonElement json)
    {
        LooseFields fields = new(json);
        foreach (string faces in (string[])["gfpgan_visibility", "codeformer_visibility"])
            Refuse(faces, fields.Number(faces) > 0, "faces are not restored");
        Refuse("upscaler_2", fields.Text("upscaler_2") is not null && fields.Number("extras_upscaler_2_visibility") > 0,
            "pictures of two upscalers are not mixed");
    }

    private static void CheckSecondPass(LooseFields fields, DrawBody body)
    {
        const string Rule = "the second pass has that of the first";
        Same("hr_prompt", body.Prompt);
        Same("hr_negative_prompt", body.NegativePrompt);
        Same("hr_sampler_name", body.Sampler);
        Same("hr_scheduler", string.IsNullOrEmpty(body.Scheduler) ? "Automatic" : body.Scheduler);
        Same("hr_checkpoint_name", null);
        Refuse("hr_resize_x", body is { Width: { } width, Height: { } height, HrResizeX: > 0 and var x, HrResizeY: > 0 and var y }
            && Math.Abs((long)x * height - (long)y * width) > Math.Max(width, height), "the second pass has the proportions of the first");
        Refuse("hr_cfg", fields.Number("hr_cfg") is { } scale && scale != body.CfgScale, Rule);

        void Same(string name, string? first) => Refuse(
            name,
            fields.Text(name) is { } text && !text.Equals(first?.Trim(), StringComparison.OrdinalIgnoreCase)
                && !(name != "hr_prompt" && text.StartsWith("Use same ", StringComparison.OrdinalIgnoreCase)),
            Rule);
    }

    /// <summary>Fails where something is asked for.</summary>
    /// <param name="name">The field.</param>
    /// <param name="isAsked">Whether it asks for it.</param>
    /// <param name="why">Why it cannot be had.</param>
    /// <exception cref="RequestException">It is; the message names the field.</exception>
    public static void Refuse(string name, bool isAsked, string why)
    {
        if (isAsked) throw new RequestException(name, $"{name}: {why}.");
    }
}
