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
        using ExtractionLanes lanes = new(network, cancellationToken);
        using FeatureCache? cache = options.CacheFile is { } file ? Open(file, network, options.Prompts) : null;
        FeatureCollector collector = new(network, options);
        int kept = 0;
        foreach (PreparedPicture picture in new PicturePreparation(folder, network, options, cache).InOrder(cancellationToken))
        {
            if (picture.Problem is { } problem)
            {
                collector.Problems.Add(new PictureProblem(picture.File, problem));
                continue;
            }

            lanes.Add(picture, Keep);
        }

        lanes.End(Keep);
        Report();
        return collector.Result(folder.Problems);

        void Keep(ExtractionLane lane)
        {
            foreach (var (picture, numbers) in lane.Finish())
            {
                if (picture.Known is null) cache?.Add(picture.Key, numbers);
                collector.Add(picture, numbers);
                kept++;
            }

            cache?.Flush();
            Report();
        }

        void Report() => progress?.Report(
            new ExtractionProgress(kept + collector.Problems.Count, folder.Files.Count, collector.Problems.Count));
    }

    private static FeatureCache Open(string path, FeatureNetwork network, bool prompts)
    {
        using FileStream graph = File.OpenRead(Path.Combine(network.Folder, OnnxSource.FileName));
        byte[] description = File.ReadAllBytes(Path.Combine(network.Folder, NetworkDescription.FileName));
        string fingerprint = Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(graph), .. description, prompts ? (byte)1 : (byte)0]));
        return new FeatureCache(path, fingerprint, network.Dimension + network.Classes + (prompts ? network.Dimension : 0));
    }
}
