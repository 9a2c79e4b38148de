using LatentDiffusion.Errors;
using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion.Requests;

/// <summary>What the values of <see cref="PipelineOptions"/> may be, whatever the model.</summary>
internal static class PipelineOptionsRules
{
    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One breaks a rule; the message names both.</exception>
    public static void Check(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.Components);
        ArgumentNullException.ThrowIfNull(options.Embeddings);
        foreach (var (component, path) in options.Components)
            ArgumentRule.Require(
                !string.IsNullOrEmpty(component) && !string.IsNullOrEmpty(path),
                nameof(options.Components), $"'{component}' = {Quoted(path)}", "must hold names and paths");
        ArgumentRule.Require(
            options.Embeddings.All(e => e is { Path.Length: > 0 }),
            nameof(options.Embeddings), "a list with null in it", "must hold files");
        CheckLoras(options.Loras);
        ArgumentRule.Require(Enum.IsDefined(options.VaeTiling), nameof(options.VaeTiling), options.VaeTiling, "must be Auto, On or Off");
        ArgumentRule.Require(
            options.DefaultSteps is null or (>= 1 and <= MaxSteps),
            nameof(options.DefaultSteps), options.DefaultSteps ?? 0, $"must be from 1 to {MaxSteps}");
        ArgumentRule.Require(
            options.DefaultGuidanceScale is not { } scale || float.IsFinite((float)scale),
            nameof(options.DefaultGuidanceScale), options.DefaultGuidanceScale ?? 0, "must be a finite number of single precision");
        RequireFolder(nameof(options.LoraFolder), options.LoraFolder);
        RequireFolder(nameof(options.Templates), options.Templates);
        RequireFolder(nameof(options.Config), options.Config);
        if (options.PreviewDecoder is { } decoder && !Path.Exists(decoder))
            throw new ArgumentException(
                $"PreviewDecoder is '{Shown.Of(decoder)}'; there is no such folder or file.", nameof(options.PreviewDecoder));
    }

    private static void CheckLoras(IReadOnlyList<LoraFile> loras)
    {
        ArgumentNullException.ThrowIfNull(loras);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (LoraFile lora in loras)
        {
            ArgumentRule.Require(lora is { Path.Length: > 0 }, "Loras", "a list with null in it", "must hold files");
            ArgumentRule.Require(double.IsFinite(lora.Scale), "Loras.Scale", lora.Scale, "must be a finite number");
            ArgumentRule.Require(
                names.Add(lora.GivenName), "Loras.Name", $"'{lora.GivenName}'", "is the name of another too; give one another name");
        }
    }

    private static string Quoted(string? path) => path is null ? "null" : $"'{path}'";

    private static void RequireFolder(string name, string? folder)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new ArgumentException($"{name} is '{Shown.Of(folder)}'; there is no such folder.", name);
    }
}
