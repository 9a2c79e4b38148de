namespace LatentDiffusion.Prompts;

/// <summary>A piece of a prompt and how much it counts.</summary>
/// <param name="Text">The text, without the syntax.</param>
/// <param name="Weight">1 for plain text; <see cref="Break"/> has -1.</param>
internal readonly record struct WeightedText(string Text, double Weight)
{
    /// <summary>Where the prompt asks for a new chunk.</summary>
    public static WeightedText Break { get; } = new("BREAK", -1);
}
