using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Comparison;

/// <summary>Bare runs of a U-Net's session, on tensors of the shapes of one picture with guidance: a batch of two.</summary>
internal sealed class BareUnet : IDisposable
{
    /// <summary>Name of the folder.</summary>
    public const string Name = "unet";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _names;
    private readonly TensorBuffer[] _inputs;

    /// <summary>Makes the tensors.</summary>
    /// <param name="session">The session; it is not disposed here.</param>
    /// <param name="size">Side of the picture in pixels.</param>
    public BareUnet(InferenceSession session, int size)
    {
        _session = session;
        _names = [.. session.InputNames];
        _inputs = [.. _names.Select(name => Input(session, name, size, pictures: 1))];
    }

    /// <summary>Makes the values of an input.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">Name of the input.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="pictures">Number of pictures, each with guidance.</param>
    public static TensorBuffer Input(InferenceSession session, string name, int size, int pictures) =>
        Input(TensorSpec.From(name, session.InputMetadata[name]), size / 8, 2 * pictures);

    /// <summary>Creates a session for each graph of a folder, one after the other, runs the U-Net, and prints the peak of memory.</summary>
    public static void PrintPeak(string model, int size)
    {
        var files = Directory.EnumerateFiles(model, "model.onnx", SearchOption.AllDirectories);
        var sessions = files.ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file)!), file => new InferenceSession(file));
        using (BareUnet unet = new(sessions[Name], size)) unet.Run();
        foreach (InferenceSession session in sessions.Values) session.Dispose();
        Console.WriteLine($"bare sessions of {Path.GetFileName(model)} at {size}x{size}: peak {Measure.Peak() / 1e9:0.00} GB");
    }

    /// <summary>Runs it once.</summary>
    /// <returns>Seconds.</returns>
    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        using IDisposableReadOnlyCollection<OrtValue> results =
            _session.Run(_options, _names, [.. _inputs.Select(i => i.Value)], _session.OutputNames);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorBuffer input in _inputs) input.Dispose();
        _options.Dispose();
    }

    private static TensorBuffer Input(TensorSpec spec, int latent, int rows)
    {
        TensorBuffer input = TensorBuffer.Allocate(spec, ShapeOf(spec, latent, rows));
        Random random = new(1);
        // Of unit variance, but for the timestep.
        foreach (ref float value in input.Write()) value = spec.Name == "timestep" ? 500 : 3.46f * (random.NextSingle() - 0.5f);
        input.ToGraph();
        return input;
    }

    private static long[] ShapeOf(TensorSpec spec, int latent, int rows) => spec.Name switch
    {
        "sample" => [rows, spec.Dimensions[1], latent, latent],
        "timestep" => spec.ShapeOfNumber(rows),
        "encoder_hidden_states" => [rows, 77, spec.Dimensions[2]],
        "time_ids" => [rows, 6],
        "text_embeds" => [rows, spec.Dimensions[1]],
        _ => throw new ModelFormatException($"No shape is known for the input '{spec.Name}'."),
    };
}
