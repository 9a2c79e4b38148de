using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Prompts;

/// <summary>The prompts of a request as its syntax reads them.</summary>
internal sealed class PromptReading
{
    private readonly IReadOnlyList<ScheduledPrompt> _parts;
    private readonly ScheduledPrompt? _negative;
    private readonly Guidance? _guidance;
    private readonly bool _isPlain;

    /// <summary>Reads the prompts of a request.</summary>
    /// <param name="plan">The request.</param>
    /// <param name="steps">How many steps are run.</param>
    /// <param name="guides">Whether the request asks for guidance; one with parts to be weighed has it anyway, with a scale of 1.</param>
    public PromptReading(GenerationPlan plan, int steps, bool guides)
    {
        GenerationRequest request = plan.Request;
        _isPlain = request.PromptSyntax == PromptSyntax.Plain;
        PromptPass pass = new(steps, plan.StepsBefore);
        _parts = _isPlain
            ? [new([request.Prompt])]
            : [.. PromptConjunction.Parse(request.Prompt).Select(part => ScheduledPrompt.Read(part, pass))];
        bool isComposed = _parts is not [{ Weight: 1 }];
        if (!guides && !isComposed) return;
        string negative = request.NegativePrompt ?? "";
        _negative = _isPlain ? new([negative]) : ScheduledPrompt.Read(new(negative, 1), pass);
        ClassifierFreeGuidance guidance = new(guides ? plan.GuidanceScale : 1, plan.GuidanceRescale);
        _guidance = isComposed ? new ComposedGuidance([.. _parts.Select(part => (float)part.Weight)], guidance) : guidance;
    }

    /// <summary>
    /// How many chunks every text must have, so that all fit into one batch; null for plain prompts, which have one length.
    /// </summary>
    /// <param name="count">Counts the chunks of a text.</param>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public int? Chunks(Func<string, int> count) =>
        _isPlain ? null : (_negative is null ? _parts : [.. _parts, _negative]).SelectMany(prompt => prompt.Texts).Distinct().Max(count);

    /// <summary>Makes the conditioning of them: the negative prompt first, where there is guidance, then the parts.</summary>
    /// <param name="branch">Encodes a prompt into the tensors of its branch.</param>
    /// <param name="negative">The same for the negative prompt.</param>
    /// <param name="warnings">What a user should know.</param>
    public Conditioning Condition(
        Func<ScheduledPrompt, IReadOnlyList<ConditionTensor>> branch,
        Func<ScheduledPrompt, IReadOnlyList<ConditionTensor>> negative,
        IReadOnlyList<string> warnings)
    {
        IReadOnlyList<ConditionTensor>[] positive = [.. _parts.Select(branch)];
        return new Conditioning(_negative is null ? positive : [negative(_negative), .. positive], _guidance, warnings);
    }
}
