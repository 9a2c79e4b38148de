using System.Diagnostics;

namespace LatentDiffusion.Comparison;

/// <summary>How much memory a process takes that decodes one large picture.</summary>
internal static class DecodeMemory
{
    /// <summary>Decodes latents of noise with the autoencoder of a model, and prints the time and the peak of memory.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="size">Side of the picture in pixels.</param>
    public static void Print(string model, int size)
    {
        PipelineOptions options = new();
        ModelFolder folder = ModelFolder.Open(model, options);
        using GraphSet graphs = GraphSet.Load(folder, ["vae_decoder"], [], options, ModelFamilies.Of(folder).PrecisionOf);
        AutoencoderParts parts = AutoencoderParts.From(folder, graphs, (config, _) => LatentScaling.From(config));
        LatentShape shape = new(parts.Channels, size / parts.Decoder.Factor, size / parts.Decoder.Factor);
        float[] latents = new float[shape.Length];
        NoiseGenerator.Create(NoiseSource.TorchCpu, seed: 1).Fill(latents);

        long start = Stopwatch.GetTimestamp();
        parts.Decoder.Decode(latents, shape, new RunWarnings(), CancellationToken.None);
        Console.WriteLine(
            $"{folder.Name}, {size}x{size}: decoded in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; "
            + $"peak {Measure.Peak() / 1e9:0.00} GB");
    }
}
