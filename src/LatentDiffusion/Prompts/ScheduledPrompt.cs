namespace LatentDiffusion.Prompts;

/// <summary>A prompt, or a part of one, as a text for each step.</summary>
/// <param name="Texts">The text at each step; beyond them the last.</param>
/// <param name="Weight">How much it counts among the parts that <c>AND</c> joins.</param>
internal sealed record ScheduledPrompt(IReadOnlyList<string> Texts, double Weight = 1)
{
    /// <summary>
    /// Reads a prompt in the weighted syntax. The weights inside its texts are left for the encoder. Steps count from 1, as the syntax is
    /// documented; the sampler of stable-diffusion-webui counts from 0, and holds the first text a step longer.
    /// </summary>
    public static ScheduledPrompt Read(WeightedText prompt, PromptPass pass)
    {
        List<string> texts = [];
        foreach (var (last, text) in PromptSchedule.Parse(prompt.Text, pass))
            while (texts.Count < last) texts.Add(text);
        return new ScheduledPrompt(texts, prompt.Weight);
    }

    /// <summary>Encodes it, each different text once.</summary>
    public ScheduledEncoding Encode(Func<string, TextEncoding> encode)
    {
        Dictionary<string, TextEncoding> encodings = Texts.Distinct().ToDictionary(text => text, encode);
        return new ScheduledEncoding([.. Texts.Select(text => encodings[text])]);
    }
}
