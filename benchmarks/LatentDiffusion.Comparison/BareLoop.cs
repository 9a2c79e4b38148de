using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Comparison;

/// <summary>
/// The least that a generation can cost: the graphs of the default model, run as often and at the same shapes as <c>Generate</c> runs them,
/// with nothing around them - no tokenizer, no guidance, no scheduler, no picture.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private static readonly string[] Graphs = ["text_encoder", "unet", "vae_decoder", "vae_encoder"];

    private readonly Dictionary<string, InferenceSession> _sessions = [];
    private readonly RunOptions _options = new();

    /// <summary>Creates the sessions one after the other, as a plain program does.</summary>
    public BareLoop(string model)
    {
        foreach (string graph in Graphs) _sessions[graph] = new InferenceSession(Path.Combine(model, graph, "model.onnx"));
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
        foreach (InferenceSession session in _sessions.Values) session.Dispose();
    }

    private void Text()
    {
        using OrtValue ids = OrtValue.CreateTensorValueFromMemory(new long[32], [1, 32]);
        Run("text_encoder", ["input_ids"], [ids], "last_hidden_state");
    }

    private void Denoise()
    {
        using OrtValue sample = OrtValue.CreateTensorValueFromMemory(new float[2 * 4 * 16 * 16], [2, 4, 16, 16]);
        using OrtValue timestep = OrtValue.CreateTensorValueFromMemory(new long[] { 500 }, [1]);
        using OrtValue text = OrtValue.CreateTensorValueFromMemory(new float[2 * 32 * 192], [2, 32, 192]);
        Run("unet", ["sample", "timestep", "encoder_hidden_states"], [sample, timestep, text], "out_sample");
    }

    private void Decode()
    {
        using OrtValue latent = OrtValue.CreateTensorValueFromMemory(new float[4 * 16 * 16], [1, 4, 16, 16]);
        Run("vae_decoder", ["latent_sample"], [latent], "sample");
    }

    private void Run(string graph, string[] names, OrtValue[] values, string output)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _sessions[graph].Run(_options, names, values, [output]);
    }
}
