using System.CommandLine;
using System.CommandLine.Parsing;

namespace LatentDiffusion.Cli;

/// <summary>What to draw and how: everything of a <see cref="GenerationRequest"/> but the pictures that it starts from.</summary>
internal sealed class PictureOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Picture";

    private readonly Argument<string?> _prompt = new("prompt")
    {
        Description = "What the picture should show. {red|green} chooses one by the seed, \\{ is a brace.", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _wildcards = new("--wildcards")
    {
        Description = "Folder of lists: __name__ in a prompt becomes a line of name.txt, by the seed.", HelpName = "dir",
    };
    private readonly Option<string?> _negative = new("--negative", "-n") { Description = "What the picture should not show." };
    private readonly Option<PromptSyntax> _syntax = NamedOption.Of(
        "--prompt-syntax", NamedOption.Name<PromptSyntax>,
        "How prompts are read: plain, or weighted with (more:1.2), [less], [a:b:0.5], [a|b], AND, BREAK, at any length. [default: plain]");

    private readonly Option<int?> _steps = NamedOption.Of(
        "--steps", NamedOption.Positive, "Number of denoising steps. [default: the model's own]");
    private readonly Option<double?> _guidance = NamedOption.Of(
        "--guidance", NamedOption.Real, "How strongly the prompt steers; 1 or less turns guidance off. [default: the model's own]", "-g");

    private readonly Option<double?> _guidanceRescale = NamedOption.Of(
        "--guidance-rescale", NamedOption.Real, "Share of guidance rescaling, 0 to 1, against washed-out colours. [default: 0]");

    private readonly Option<double?> _trueGuidance = NamedOption.Of(
        "--true-guidance",
        NamedOption.Real,
        "Flux: guidance by the negative prompt on top of the learnt one; above 1 it doubles the work. [default: 1]");

    private readonly Option<int?> _maxSequenceLength = NamedOption.Of(
        "--max-sequence-length", NamedOption.Whole, "Tokens that a T5 text encoder sees of a prompt. [default: the model's own]");

    private readonly Option<bool> _cleanCaption = new("--clean-caption")
    {
        Description = "PixArt, Sana: take links, file names and the like out of prompts, "
            + "as diffusers does where bs4 and ftfy are installed.",
    };

    private readonly Option<Scheduler?> _scheduler = NamedOption.Of<Scheduler?>(
        "--scheduler",
        SchedulerText.Read,
        "Sampling method; 'latentdiffusion schedulers' lists the names. Options behind a colon, as lcm:original_inference_steps=50; or a "
        + "scheduler_config.json. [default: the model's own]");

    private readonly Option<double?> _eta = NamedOption.Of(
        "--eta", NamedOption.Real, "DDIM and TCD: share of noise put back at each step, 0 to 1. [default: 0]");

    private readonly Option<int?> _clipSkip = NamedOption.Of(
        "--clip-skip", NamedOption.Whole, "Last layers of the CLIP text encoders to leave out, as diffusers counts them. [default: 0]");

    private readonly Option<long?> _seed = NamedOption.Of(
        "--seed", NamedOption.Long, "Seed of the first picture; the next have the next seeds. [default: random]", "-s");

    private readonly Option<NoiseSource> _noise = NamedOption.Of(
        "--noise",
        NamedOption.Name<NoiseSource>,
        "Whose random numbers a seed stands for: TorchCpu, as in diffusers, or Philox, as on a GPU. [default: TorchCpu]");

    private readonly Option<int?> _count = NamedOption.Of("--count", NamedOption.Positive, "Number of pictures. [default: 1]", "-c");
    private readonly Option<int?> _width = NamedOption.Of(
        "--width", NamedOption.Positive, "Width in pixels. [default: that of the init image, down to what the model takes, else the model's own]");

    private readonly Option<int?> _height = NamedOption.Of("--height", NamedOption.Positive, "Height in pixels; like the width.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="literal">What follows <c>--</c> on the command line, and is no option whatever it begins with.</param>
    public void AddTo(Command command, List<string> literal)
    {
        UsageErrors.RefuseOptions(_prompt, command, literal.Contains);
        command.Add(_prompt);
        command.Add(Group, _negative, _syntax, _wildcards, _seed, _noise, _count, _width, _height);
        command.Add(
            ScheduleOptions.Group,
            _steps, _guidance, _scheduler, _eta, _guidanceRescale, _trueGuidance, _clipSkip, _maxSequenceLength, _cleanCaption);
    }

    /// <summary>Whether a prompt is given.</summary>
    public bool HasPrompt(CommandResult result) => result.GetResult(_prompt) is { Tokens.Count: > 0 };

    /// <summary>What makes the choices of prompts.</summary>
    public PromptTemplate Template(ParseResult parsed) => new(parsed.GetValue(_wildcards));

    /// <summary>The request; a seed is always set, so that it is known before the pictures are.</summary>
    public GenerationRequest Read(ParseResult parsed) => new(parsed.GetValue(_prompt) ?? "")
    {
        NegativePrompt = parsed.GetValue(_negative),
        PromptSyntax = parsed.GetValue(_syntax),
        Steps = parsed.GetValue(_steps),
        GuidanceScale = parsed.GetValue(_guidance),
        GuidanceRescale = parsed.GetValue(_guidanceRescale) ?? 0,
        Scheduler = parsed.GetValue(_scheduler),
        Schedule = new StepSchedule { Eta = parsed.GetValue(_eta) ?? 0 },
        Seed = parsed.GetValue(_seed) ?? Random.Shared.Next(),
        NoiseSource = parsed.GetValue(_noise),
        Count = parsed.GetValue(_count) ?? 1,
        Width = parsed.GetValue(_width),
        Height = parsed.GetValue(_height),
    };

    /// <summary>What is asked of options that only some families have.</summary>
    public FamilyFlags ReadFamily(ParseResult parsed) => new()
    {
        TrueGuidance = parsed.GetValue(_trueGuidance),
        MaxSequenceLength = parsed.GetValue(_maxSequenceLength),
        CleanCaption = parsed.GetValue(_cleanCaption),
        ClipSkip = parsed.GetValue(_clipSkip),
    };
}
