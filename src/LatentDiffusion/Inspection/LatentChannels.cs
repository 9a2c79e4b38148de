namespace LatentDiffusion.Inspection;

/// <summary>Whether the graphs of a model declare latents of the same number of channels.</summary>
internal static class LatentChannels
{
    /// <summary>What does not fit, or null.</summary>
    public static string? Fault(IReadOnlyList<GraphInspection> graphs)
    {
        if (graphs.FirstOrDefault(g => g.Name == "unet") is not { } unet
            || graphs.FirstOrDefault(g => g.Name == "vae_decoder") is not { } decoder
            || Of(unet.Outputs, "out_sample", "sample") is not { } predicted
            || Of(decoder.Inputs, "latent_sample", "latent") is not { } decoded || predicted == decoded)
            return null;
        return $"{unet.Path}: the graph predicts {predicted} channels, but latents have {decoded}, as {decoder.Path} declares them.";
    }

    private static int? Of(IReadOnlyList<TensorDeclaration> declared, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (declared.FirstOrDefault(d => d.Name == name) is { Dimensions: [_, var channels, ..] })
                return int.TryParse(channels, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;
        return null;
    }
}
