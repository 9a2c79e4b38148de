using System.Text;

namespace LatentDiffusion.Prompts;

/// <summary>
/// A prompt that changes from step to step: <c>[a:b:0.5]</c> is a for half of the steps and then b, <c>[a:0.5]</c> begins and
/// <c>[a::0.5]</c> ends there, <c>[a|b]</c> alternates.
/// </summary>
/// <remarks>
/// As https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/prompt_parser.py,
/// <c>get_learned_conditioning_prompt_schedules</c>, reads it. Where brackets do not match, several readings of the rest are possible, and
/// the original takes one by chance; here a bracket is a schedule wherever it can be. A prompt against the grammar, such as one with a |
/// outside of brackets, is taken as it stands.
/// </remarks>
internal static class PromptSchedule
{
    /// <summary>The texts that a prompt has one after another, each with the last step, counted from 1, for which it holds.</summary>
    public static List<(int LastStep, string Text)> Parse(string prompt, PromptPass pass)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pass.Steps, 1, nameof(pass));
        PromptNode root = PromptScheduleParser.Parse(prompt) ?? new PromptNode.Plain(prompt);
        var steps = new SortedSet<int> { pass.Steps };
        root.AddChanges(pass, steps);
        return [.. steps.Select(step => (step, TextAt(root, step, pass)))];
    }

    private static string TextAt(PromptNode root, int step, PromptPass pass)
    {
        var text = new StringBuilder();
        root.Write(step, pass, text);
        return text.ToString();
    }
}
