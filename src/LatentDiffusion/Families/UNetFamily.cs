using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Families;

/// <summary>What all families with a text-conditioned U-Net share: the names of its inputs, its autoencoder, its scheduler.</summary>
internal abstract class UNetFamily : ModelFamily
{
    /// <summary>Sides of the latents of Stable Diffusion.</summary>
    protected const int DefaultLatentSize = 64;

    /// <summary>Input of the hidden states of the prompt.</summary>
    protected const string HiddenStates = "encoder_hidden_states";

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder", "unet", "vae_decoder"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphsOf(ModelFolder folder) => [.. RequiredGraphs.Union(folder.ControlNets)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => ["vae_encoder"];

    /// <summary>What a request that is silent gets.</summary>
    protected abstract ModelDefaults Defaults { get; }

    /// <summary>Pixels per latent element whatever the autoencoder's are; null: the autoencoder's.</summary>
    protected virtual int? FixedFactor => null;

    /// <summary>How the scheduler is asked for a run.</summary>
    protected virtual ScheduleLayout Schedule => new();

    /// <inheritdoc/>
    public sealed override LatentModel Assemble(ModelFolder folder, GraphSet graphs)
    {
        AutoencoderParts autoencoder = AutoencoderParts.From(folder, graphs, ScalingOf), inpainting = Inpainting(autoencoder);
        OnnxGraph unet = graphs["unet"];
        ControlNets? controls = ControlNets.From(folder, graphs, unet);
        Denoiser denoiser = new(
            unet, unet.RequireInput("sample"), unet.RequireInput("timestep"), unet.RequireOutput("out_sample", "sample"))
        {
            Controls = controls,
        };
        IPromptEncoder prompts = Prompts(folder, graphs);
        foreach (string input in prompts.Inputs) unet.RequireInput(input);
        IEnumerable<string> residuals = (controls?.Residuals ?? []).Select(r => r.Name);
        unet.RequireNoOtherInputs([denoiser.SampleInput, denoiser.TimestepInput, .. prompts.Inputs, .. residuals]);
        int seen = unet.Inputs[denoiser.SampleInput].Dimensions is [_, > 0 and var declared, ..] ? declared : autoencoder.Channels;
        if (!unet.Outputs[denoiser.Output].FitsAt(1, autoencoder.Channels))
            throw new ModelFormatException(
                $"{unet.Path}: '{denoiser.Output}' is declared as {unet.Outputs[denoiser.Output]}, "
                + $"but latents have {autoencoder.Channels} channels.");
        var (scheduler, options) = Scheduler(folder);
        return new LatentModel
        {
            Family = Name,
            Options = Options,
            Prompts = prompts,
            Start = Start(folder, graphs, autoencoder, seen - autoencoder.Channels)
                ?? throw UnexpectedChannels(unet, denoiser, autoencoder),
            Schedule = Schedule,
            Denoiser = denoiser,
            Encoder = autoencoder.Encoder,
            InpaintingEncoder = inpainting.Encoder,
            Decoder = autoencoder.Decoder,
            InpaintingDecoder = inpainting.Decoder,
            Scheduler = scheduler,
            InpaintingScheduler = InpaintingScheduler(folder),
            SchedulerOptions = options,
            Defaults = Defaults,
            DefaultSize = DefaultSize(folder.Config("unet"), unet.Inputs[denoiser.SampleInput].Dimensions, autoencoder.Decoder.Factor),
            LatentChannels = autoencoder.Channels,
            LatentMultiple = LatentMultiple(folder),
            FixedFactor = FixedFactor,
        };
    }

    /// <summary>Wires up the text encoders.</summary>
    protected abstract IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs);

    /// <summary>
    /// The starting point of a U-Net that sees a number of channels beside the latents, or null where the family has none such.
    /// </summary>
    protected abstract StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels);

    /// <summary>What the sides of the latents must be multiples of.</summary>
    protected virtual int LatentMultiple(ModelFolder folder) => 1;

    /// <summary>The model's own scheduler, and all options in its configuration.</summary>
    protected virtual (Scheduler Scheduler, SchedulerOptions Options) Scheduler(ModelFolder folder) => folder.Scheduler();

    /// <summary>That scheduler for requests with a mask; null where it is the same.</summary>
    protected virtual Scheduler? InpaintingScheduler(ModelFolder folder) => null;

    /// <summary>The size of the latents that the model was made for, where its configuration says one number.</summary>
    protected virtual int LatentSize(ModelConfig unet, int stated) => stated;

    /// <inheritdoc/>
    public override void CheckConfig(ModelFolder folder, string component)
    {
        base.CheckConfig(folder, component);
        if (component != "unet") return;
        DefaultSize(folder.Config(component), [], 1);
        LatentMultiple(folder);
    }

    /// <summary>The configuration says one side, or height and width; where there is none, a graph of one size.</summary>
    private (int Width, int Height) DefaultSize(ModelConfig unet, int[] declared, int factor)
    {
        int[] sides = unet.Node("sample_size") is not null ? unet.Sizes("sample_size")
            : unet.IsAbsent && declared is [_, _, > 0 and var height, > 0 and var width] ? [height, width] : [DefaultLatentSize];
        if (sides is [var side]) sides = [LatentSize(unet, side)];
        return sides.Length is 1 or 2
            ? (sides[^1] * factor, sides[0] * factor)
            : throw new ModelFormatException(
                $"{unet.Path}: 'sample_size' has {sides.Length} numbers; one, or height and width, are needed.");
    }

    private static ModelFormatException UnexpectedChannels(OnnxGraph unet, Denoiser denoiser, AutoencoderParts autoencoder) => new(
        $"{unet.Path}: '{denoiser.SampleInput}' is declared as {unet.Inputs[denoiser.SampleInput]}, "
        + $"which does not fit {autoencoder.Channels} latent channels in this kind of pipeline.");
}
