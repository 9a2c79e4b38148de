namespace LatentDiffusion.Datasets;

/// <summary>What a prompt is made of.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Caption">What the picture is said to show; null for the prompt.</param>
/// <param name="Negative">What it should not show; null where the plan as a whole says it.</param>
/// <param name="Line">Where the plan has it.</param>
internal sealed record TemplateSettings(PromptTemplate Prompt, PromptTemplate? Caption, Choices<string>? Negative, int Line);
