using LatentDiffusion.Imaging;

namespace LatentDiffusion;

/// <summary>
/// How an image was made, in the text format of stable-diffusion-webui that most tools read: the prompt, a line
/// <c>Negative prompt: ...</c>, and a line <c>Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x512, Model: name</c>.
/// </summary>
public sealed class GenerationParameters
{
    /// <summary>The prompt; empty unless set.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The negative prompt; empty unless set.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Number of denoising steps; null if unknown.</summary>
    public int? Steps { get; init; }

    /// <summary>The scheduler; null if unknown.</summary>
    public string? Sampler { get; init; }

    /// <summary>
    /// The spacing of the scheduler's noise levels, such as <c>Karras</c>; null if unknown, or where <see cref="Sampler"/> names it too.
    /// </summary>
    public string? ScheduleType { get; init; }

    /// <summary>Scale of classifier-free guidance; null if unknown.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Seed of the noise; null if unknown.</summary>
    public long? Seed { get; init; }

    /// <summary>Width in pixels; null if unknown. Written only together with <see cref="Height"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; null if unknown. Written only together with <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>Name of the model; null if unknown.</summary>
    public string? Model { get; init; }

    /// <summary>How much of an init image was replaced, 0 to 1; null for text to image.</summary>
    public double? Strength { get; init; }

    /// <summary>
    /// Further fields in their order. A name starts with a letter, digit or underscore, goes on with these, spaces, hyphens and slashes,
    /// and has 2 to 64 characters; a value may be any text. Empty unless set.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Other { get; init; } = [];

    /// <summary>
    /// The text. Readers take the last line for fields only if there are at least three of them. Where a prompt would not be read back
    /// as it is (the format trims lines, and a prompt may itself contain <c>Negative prompt:</c>), a further field repeats it in quotes,
    /// which <see cref="Parse"/> prefers and other tools ignore.
    /// </summary>
    /// <exception cref="ArgumentException">A name in <see cref="Other"/> that the format cannot hold.</exception>
    public string ToText() => ParametersText.Write(this);

    /// <summary>The same with another seed and other further fields.</summary>
    internal GenerationParameters With(long seed, IReadOnlyList<KeyValuePair<string, string>> other) => new()
    {
        Prompt = Prompt, NegativePrompt = NegativePrompt, Steps = Steps, Sampler = Sampler, ScheduleType = ScheduleType,
        GuidanceScale = GuidanceScale, Seed = seed, Width = Width, Height = Height, Model = Model, Strength = Strength, Other = other,
    };

    /// <summary>Reads the text, from this library or another tool. Any text can be read: without fields, all of it is the prompt.</summary>
    /// <param name="text">The text, as <see cref="ImageMetadata.ReadParameters(string, ImageLimits?)"/> returns it.</param>
    public static GenerationParameters Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ParametersText.Read(text);
    }
}
