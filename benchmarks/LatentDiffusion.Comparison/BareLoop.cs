using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Comparison;

/// <summary>
/// The least that a generation can cost: the graphs of the default model, run as often and at the same shapes as <c>Generate</c> runs them,
/// with nothing around them - no tokenizer, no guidance, no scheduler, no picture.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private static readonly string[] GraphNames = ["text_encoder", "unet", "vae_decoder", "vae_encoder"];

    private readonly Dictionary<string, InferenceSession> _sessions;
    private readonly RunOptions _options = new();
    private readonly float[] _noise = new float[2 * 32 * 192];
    private readonly bool _ownsSessions;

    /// <summary>Creates the sessions one after the other, as a plain program does.</summary>
    public BareLoop(string model)
        : this(graph => new InferenceSession(Path.Combine(model, graph, "model.onnx"))) => _ownsSessions = true;

    /// <summary>
    /// Runs the sessions of a pipeline: two sessions of one file differ by a few percent in speed, by where their weights came to lie,
    /// which is more than what is to be measured.
    /// </summary>
    public BareLoop(LatentDiffusionPipeline pipeline)
        : this(graph => Sessions.Of(pipeline, graph))
    {
    }

    private BareLoop(Func<string, InferenceSession> session)
    {
        Random random = new(1);
        for (int i = 0; i < _noise.Length; i++) _noise[i] = 3.46f * (random.NextSingle() - 0.5f); // unit variance, as latents have
        _sessions = GraphNames.ToDictionary(graph => graph, session);
    }

    /// <summary>One generation of one picture with guidance.</summary>
    public void Run(int steps)
    {
        for (int prompt = 0; prompt < 2; prompt++) Text();
        for (int step = 0; step < steps; step++) Denoise();
        Decode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        if (!_ownsSessions) return;
        foreach (InferenceSession session in _sessions.Values) session.Dispose();
    }

    private void Text()
    {
        using OrtValue ids = OrtValue.CreateTensorValueFromMemory(new long[32], [1, 32]);
        Run("text_encoder", ["input_ids"], [ids], "last_hidden_state");
    }

    private void Denoise()
    {
        using OrtValue sample = Noise(2, 4, 16, 16);
        using OrtValue timestep = OrtValue.CreateTensorValueFromMemory(new long[] { 500 }, [1]);
        using OrtValue text = Noise(2, 32, 192);
        Run("unet", ["sample", "timestep", "encoder_hidden_states"], [sample, timestep, text], "out_sample");
    }

    private void Decode()
    {
        using OrtValue latent = Noise(1, 4, 16, 16);
        Run("vae_decoder", ["latent_sample"], [latent], "sample");
    }

    // A slice of the same noise each time: zeros would make the graphs faster than any picture does.
    private OrtValue Noise(params long[] shape)
    {
        int length = (int)shape.Aggregate(1L, (product, n) => product * n);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _noise.AsMemory(0, length), shape);
    }

    private void Run(string graph, string[] names, OrtValue[] values, string output)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _sessions[graph].Run(_options, names, values, [output]);
    }
}
