using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>How the graphs of a pipeline are loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary>The hardware to compute on. Default the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>Threads where <see cref="Threads"/> names none: the cores that this process may use.</summary>
    public static int DefaultThreads => ProcessorCores.Count;

    /// <summary>
    /// Threads that compute one operator, at least 1; no more are made than the process may use processors, as those would only wait for one
    /// another. Default null: one on each core, of the two processors of a core one, within affinity and the limits of a container.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether operators on pictures and hidden states may run on the processor where the GPU has no kernel for them, with copies both ways
    /// at each. Default false: a graph that needs it is refused, with the names of its nodes. Of no account for processors and Core ML.
    /// </summary>
    public bool AllowsProcessor { get; init; }

    /// <summary>What graphs compute in. Default: float32 on processors, float16 on GPUs.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>
    /// Whether attention, normalisations and activations run as single kernels where the hardware has them, which is faster and takes less
    /// memory. It needs graphs that keep them whole: those that come with the library, and exports of this version. Default true; results
    /// differ in their last digits.
    /// </summary>
    public bool FusesOperators { get; init; } = true;

    /// <summary>
    /// Where graphs are kept that are ready to run, so that the model loads faster the next time. Default null: nowhere.
    /// </summary>
    public GraphCache? Cache { get; init; }

    /// <summary>Number of steps where a request names none. Default null: what the family of the model uses in diffusers.</summary>
    public int? DefaultSteps { get; init; }

    /// <summary>Guidance scale where a request names none. Default null: what the family of the model uses in diffusers.</summary>
    public double? DefaultGuidanceScale { get; init; }

    /// <summary>Scheduler where a request names none. Default null: the model's own, of its <c>scheduler_config.json</c>.</summary>
    public Scheduler? DefaultScheduler { get; init; }

    /// <summary>
    /// Whether pictures are decoded and encoded in overlapping tiles, to bound memory. Default
    /// <see cref="VaeTiling.Auto"/>: large ones are.
    /// </summary>
    public VaeTiling VaeTiling { get; init; }

    /// <summary>
    /// Folder of a second, cheap decoder for previews, such as TAESD (https://github.com/madebyollin/taesd): <c>config.json</c>, and
    /// <c>model.onnx</c> or <c>diffusion_pytorch_model.safetensors</c>; or that last file alone. Default null: the model's
    /// <c>preview_decoder</c> where it has one, else its decoder.
    /// </summary>
    public string? PreviewDecoder { get; init; }

    /// <summary>
    /// Parts that come from elsewhere, by the names of components (<c>vae</c>, <c>unet</c>, <c>text_encoder</c>, <c>controlnet</c>, ...): a
    /// folder of the component, a folder of a model that has it, or a <c>.safetensors</c> file: of the same architecture as what it
    /// replaces, or, where the model has no such part, of one whose graph comes with the library or lies in <see cref="Templates"/>. Names
    /// that the model has no use for are refused. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Components { get; init; } = new Dictionary<string, string>();

    /// <summary>Learned embeddings that words in prompts stand for. Default none.</summary>
    public IReadOnlyList<TextualInversion> Embeddings { get; init; } = [];

    /// <summary>
    /// Adapters that the model is loaded with, in this order; quicker than <see cref="LatentDiffusionPipeline.LoadLora"/>, which loads the
    /// graphs that it changes anew. Default none.
    /// </summary>
    public IReadOnlyList<LoraFile> Loras { get; init; } = [];

    /// <summary>
    /// Folder of adapters (<c>.safetensors</c>, in subfolders too) that prompts can name, in the syntax of stable-diffusion-webui,
    /// whatever the <see cref="PromptSyntax"/>: <c>&lt;lora:style:0.8&gt;</c> is <c>style.safetensors</c> with a scale of 0.8,
    /// <c>&lt;lora:style&gt;</c> of 1, and <c>&lt;lora:style:0.5:0.8&gt;</c> has 0.5 for text encoders and 0.8 for the denoiser (also
    /// written <c>te=0.5</c> and <c>unet=0.8</c>). Tags are taken out of the prompt; in negative prompts they are text. Strengths of DoRA
    /// are of the change as a whole, as in stable-diffusion-webui. A name is that of the file, with or without folders, or the one that
    /// it was trained under (<c>ss_output_name</c>); capitals need not be the same where only one file fits. Tags hold for one
    /// generation, on top of the adapters that are loaded. Where it needs others than the one before,
    /// it waits for those that run, and the graphs that differ are loaded anew. Default null: plain prompts have no tags, and weighted
    /// ones must not.
    /// </summary>
    public string? LoraFolder { get; init; }

    /// <summary>
    /// The variant of the weights, as in <c>model.fp16.safetensors</c>, where a model has several. Default null: the plain one, else
    /// <c>fp16</c>. A component that has not the one that is asked for takes those; where the model has others and no component this one, it
    /// is refused.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>
    /// Folder in the layout of diffusers, from which a single-file checkpoint takes what it does not hold: configurations, scheduler,
    /// tokenizers. Default null: those of the model that it is found to be. Refused for a folder, which has its own.
    /// </summary>
    public string? Config { get; init; }

    /// <summary>
    /// Folder of graph templates, as <c>latent-diffusion-export templates</c> writes them, for checkpoints of architectures whose graphs do
    /// not come with this library. Default null.
    /// </summary>
    public string? Templates { get; init; }

    /// <summary>
    /// Whether files of generated pictures say so in their XMP metadata: IPTC's Digital Source Type (<c>trainedAlgorithmicMedia</c>, or
    /// <c>compositeWithTrainedAlgorithmicMedia</c> where the picture was made from given ones), AI System Used and its version. The XMP of
    /// the picture to start from is kept. No pixel changes. Default true.
    /// </summary>
    public bool MarksImages { get; init; } = true;

    /// <summary>Who may refuse requests, asked in this order before anything is computed. Default nobody.</summary>
    public IReadOnlyList<IPromptPolicy> PromptPolicies { get; init; } = [];

    /// <summary>What finished pictures go through, in this order, before they are given back. Default nothing.</summary>
    public IReadOnlyList<IImageStage> ImageStages { get; init; } = [];

    /// <summary>What files of generated pictures go through, in this order, whenever one is made. Default nothing.</summary>
    public IReadOnlyList<IFileStage> FileStages { get; init; } = [];

    /// <summary>Last changes to the options of every session, for what this record does not name. Default none.</summary>
    public Action<SessionOptions>? ConfigureSession { get; init; }

    /// <summary>Components that do not come from the model itself.</summary>
    internal IReadOnlyDictionary<string, string> ReplacedComponents() => PreviewDecoder is null
        ? Components : new Dictionary<string, string>(Components) { [ComponentNames.PreviewDecoder] = PreviewDecoder };

    /// <summary>How sessions are made.</summary>
    internal SessionSettings Sessions(Action<string>? warn = null) =>
        new(Provider)
        {
            Threads = Threads,
            Precision = Precision,
            FusesOperators = FusesOperators,
            AllowsProcessor = AllowsProcessor,
            Cache = Cache is null ? null : new PreparedGraphs(Cache) { Warn = warn },
            Configure = ConfigureSession,
            Bind = Bind!,
            Kernels = Kernels!,
            LargeBytes = LargeBytes,
        };

    /// <summary>Makes the binding of a call, for tests; null for ONNX Runtime's own.</summary>
    internal Func<InferenceSession, IGraphBinding>? Bind { get; init; }

    /// <summary>What the hardware is taken to have kernels for, for tests; null for what is known of the provider.</summary>
    internal ProviderKernels? Kernels { get; init; }

    /// <summary>From how many bytes of weights on memory is saved, for tests.</summary>
    internal long LargeBytes { get; init; } = new SessionSettings(ExecutionProviders.Cpu).LargeBytes;

    /// <summary>Fails early where the application lacks a package.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Threads below 1.</exception>
    /// <exception cref="ArgumentException">A folder that is not there, or null where something must be.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the provider in it, is absent.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Provider);
        PipelineOptionsRules.Check(this);
        if (!Enum.IsDefined(Precision)) throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "There is no such precision.");
        StageList.Check(PromptPolicies, nameof(PromptPolicies));
        StageList.Check(ImageStages, nameof(ImageStages));
        StageList.Check(FileStages, nameof(FileStages));
        if (Threads < 1) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "The number of threads must be at least 1.");
        ProviderStatus.RequireBuiltIn(Provider);
    }
}
