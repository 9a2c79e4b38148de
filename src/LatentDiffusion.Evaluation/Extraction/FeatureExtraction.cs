using System.Security.Cryptography;

namespace LatentDiffusion.Evaluation;

/// <summary>Takes the features of the pictures of a folder, in one pass: the next pictures are decoded while the network runs.</summary>
public static class FeatureExtraction
{
    /// <summary>Takes the features.</summary>
    /// <param name="folder">The pictures.</param>
    /// <param name="network">A network with features.</param>
    /// <param name="options">What to take; features of all pictures unless given.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops within one operator of the network; what was made is in the cache then.</param>
    /// <returns>The features, and which pictures were left out.</returns>
    /// <exception cref="EvaluationException">
    /// The network has no features or no encoder of prompts, or the cache is another network's.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ExtractionResult Extract(
        PictureFolder folder,
        FeatureNetwork network,
        ExtractionOptions? options = null,
        IProgress<ExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(network);
        options ??= new ExtractionOptions();
        if (options.Prompts && !network.ReadsPrompts)
            throw new EvaluationException($"The network '{network.Name}' has no encoder of prompts.");
        using FeatureRun run = network.Start(cancellationToken);
        using FeatureCache? cache = options.CacheFile is { } file ? Open(file, network, options.Prompts) : null;
        FeatureCollector collector = new(network, options);
        List<PreparedPicture> batch = [];
        int done = 0;
        foreach (PreparedPicture picture in new PicturePreparation(folder, network, options, cache).InOrder(cancellationToken))
        {
            done++;
            if (picture.Problem is { } problem)
            {
                collector.Problems.Add(new PictureProblem(picture.File, problem));
                continue;
            }

            batch.Add(picture);
            if (picture.Values is not null) picture.Values.AsSpan(0, run.Picture(0).Length).CopyTo(run.Picture(Waiting(batch) - 1));
            PicturePreparation.Return(picture);
            if (Waiting(batch) < network.BatchSize && batch.Count < MostKnown) continue;
            Finish();
        }

        Finish();
        return collector.Result(folder.Problems);

        void Finish()
        {
            Run(run, batch, network, cache, collector, cancellationToken);
            batch.Clear();
            progress?.Report(new ExtractionProgress(done, folder.Files.Count, collector.Problems.Count));
        }
    }

    private const int MostKnown = 1024; // pictures from the cache between two reports

    private static int Waiting(List<PreparedPicture> batch) => batch.Count(p => p.Values is not null);

    private static void Run(
        FeatureRun run, List<PreparedPicture> batch, FeatureNetwork network, FeatureCache? cache, FeatureCollector collector,
        CancellationToken cancellationToken)
    {
        run.Run(Waiting(batch));
        int row = 0;
        foreach (PreparedPicture picture in batch)
        {
            float[] numbers = picture.Known ?? Gather(picture, row++);
            if (picture.Known is null) cache?.Add(picture.Key, numbers);
            collector.Add(picture, numbers);
        }

        cache?.Flush();

        float[] Gather(PreparedPicture picture, int index) =>
        [
            .. run.Features.Slice(index * run.Dimension, run.Dimension),
            .. run.Classes > 0 ? run.Logits.Slice(index * run.Classes, run.Classes) : [],
            .. picture.Prompt is { } prompt ? network.Encode(prompt, cancellationToken) : [],
        ];
    }

    private static FeatureCache Open(string path, FeatureNetwork network, bool prompts)
    {
        using FileStream graph = File.OpenRead(Path.Combine(network.Folder, OnnxSource.FileName));
        byte[] description = File.ReadAllBytes(Path.Combine(network.Folder, NetworkDescription.FileName));
        string fingerprint = Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(graph), .. description, prompts ? (byte)1 : (byte)0]));
        return new FeatureCache(path, fingerprint, network.Dimension + network.Classes + (prompts ? network.Dimension : 0));
    }
}
