using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Families;

/// <summary>
/// What the families with a diffusion transformer share: the names of its inputs, its autoencoder, mostly a flow-matching schedule.
/// </summary>
internal abstract class TransformerFamily : ModelFamily
{
    /// <summary>Component of the transformer.</summary>
    protected const string Transformer = "transformer";

    /// <summary>The largest that a configuration may name.</summary>
    protected const int MaxPatchSize = 64, MaxLatentSize = 2048;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => ["vae_encoder"];

    /// <summary>What a request that is silent gets.</summary>
    protected abstract ModelDefaults Defaults { get; }

    /// <summary>Whether noise levels are laid out evenly from 1 rather than by the scheduler.</summary>
    protected virtual bool GivesSigmas => false;

    /// <inheritdoc/>
    public sealed override LatentModel Assemble(ModelFolder folder, GraphSet graphs)
    {
        AutoencoderParts autoencoder = AutoencoderParts.From(folder, graphs, ScalingOf), inpainting = Inpainting(autoencoder);
        ModelConfig config = folder.Config(Transformer);
        OnnxGraph transformer = graphs[Transformer];
        Denoiser denoiser = Adapt(
            new Denoiser(
                transformer,
                transformer.RequireInput("hidden_states"),
                transformer.RequireInput("timestep"),
                transformer.RequireOutput("out_hidden_states")),
            config);
        IPromptEncoder prompts = Prompts(folder, graphs);
        foreach (string input in prompts.Inputs) transformer.RequireInput(input);
        transformer.RequireNoOtherInputs([denoiser.SampleInput, denoiser.TimestepInput, .. prompts.Inputs]);
        int patch = PatchSize(config), side = LatentSize(config) * autoencoder.Decoder.Factor;
        var (scheduler, options) = folder.Scheduler();
        return new LatentModel
        {
            Family = Name,
            Options = Options,
            Prompts = prompts,
            Start = Start(transformer.Inputs[denoiser.SampleInput].Dimensions, autoencoder)
                ?? throw UnexpectedChannels(denoiser, autoencoder),
            Schedule = Schedule(config),
            Denoiser = denoiser,
            Encoder = autoencoder.Encoder,
            Decoder = autoencoder.Decoder,
            InpaintingEncoder = inpainting.Encoder,
            InpaintingDecoder = inpainting.Decoder,
            Scheduler = scheduler,
            SchedulerOptions = options,
            Defaults = Defaults,
            DefaultSize = (side, side),
            Bins = Bins(config),
            LatentChannels = autoencoder.Channels,
            LatentMultiple = patch,
            MaxLatentSide = MaxPatches(config) * patch,
        };
    }

    /// <inheritdoc/>
    public override void CheckConfig(ModelFolder folder, string component)
    {
        base.CheckConfig(folder, component);
        if (component != Transformer) return;
        ModelConfig config = folder.Config(component);
        PatchSize(config);
        LatentSize(config);
        Bins(config);
        MaxPatches(config);
    }

    /// <summary>Wires up the text encoders.</summary>
    protected abstract IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs);

    /// <summary>The starting point of a transformer with a declared input of latents, or null where the family has none such.</summary>
    protected abstract StartingPoint? Start(int[] sample, AutoencoderParts autoencoder);

    /// <summary>Elements of a latent that the transformer takes together, along each side.</summary>
    protected abstract int PatchSize(ModelConfig config);

    /// <summary>Size of the latents that the model was made for.</summary>
    protected abstract int LatentSize(ModelConfig config);

    /// <summary>The most patches along a side, where the transformer has a table of their places.</summary>
    protected virtual int? MaxPatches(ModelConfig config) => null;

    /// <summary>The sizes that pictures are drawn at, where the family has such.</summary>
    protected virtual ResolutionBins? Bins(ModelConfig config) => null;

    /// <summary>Says how the transformer wants latents and timesteps, where that is unusual.</summary>
    protected virtual Denoiser Adapt(Denoiser denoiser, ModelConfig config) => denoiser;

    /// <summary>How the scheduler is asked for a run.</summary>
    protected virtual ScheduleLayout Schedule(ModelConfig config) => new FlowScheduleLayout(PatchSize(config), GivesSigmas);

    private static ModelFormatException UnexpectedChannels(Denoiser denoiser, AutoencoderParts autoencoder) => new(
        $"{denoiser.Graph.Path}: '{denoiser.SampleInput}' is declared as {denoiser.Graph.Inputs[denoiser.SampleInput]}, which does not fit "
        + $"{autoencoder.Channels} latent channels in this kind of pipeline.");
}
