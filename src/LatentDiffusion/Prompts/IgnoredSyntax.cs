using System.Text.RegularExpressions;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Model;

namespace LatentDiffusion.Prompts;

/// <summary>What looks like a syntax in a prompt that is read as plain text.</summary>
internal static partial class IgnoredSyntax
{
    /// <summary>A sentence for each syntax that was not meant as text, most likely.</summary>
    /// <param name="asked">The request as it was given.</param>
    /// <param name="model">The model.</param>
    /// <param name="readsTags">Whether prompts can name adapters.</param>
    public static IEnumerable<string> Of(GenerationRequest asked, LatentModel model, bool readsTags)
    {
        if (asked.PromptSyntax == PromptSyntax.Plain
            && Weight().Match($"{asked.Prompt}\n{asked.NegativePrompt}") is { Success: true } match)
        {
            yield return $"The prompt has a weight, '{Shown.Of(match.Value)}', which is read as plain text; "
                + (model.Prompts.ReadsWeights ? "PromptSyntax.Weighted makes a weight of it."
                    : $"models of the family {model.Family} know no weights.");
        }

        if (!readsTags && AdapterTags.In(asked.Prompt))
            yield return "The prompt names an adapter, which is read as plain text; PipelineOptions.LoraFolder says where adapters are.";
        if (AdapterTags.In(asked.NegativePrompt ?? ""))
            yield return "The negative prompt names an adapter, which is read as plain text; only prompts can name them.";
        if (Hypernetwork().Match($"{asked.Prompt}\n{asked.NegativePrompt}") is { Success: true } tag)
        {
            yield return $"The prompt names a hypernetwork, '{Shown.Of(tag.Value)}', which is read as plain text; "
                + "hypernetworks are not supported.";
        }
    }

    [GeneratedRegex(@"\([^()\n]{1,200}:\s*[0-9]*\.?[0-9]+\s*\)")]
    private static partial Regex Weight();

    [GeneratedRegex("<hypernet:[^>\n]{1,200}>")]
    private static partial Regex Hypernetwork();
}
