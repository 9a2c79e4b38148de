using System.Buffers;

namespace LatentDiffusion.Evaluation;

/// <summary>Reads, decodes and converts pictures on other threads, a few ahead of the network, and hands them over in order.</summary>
internal sealed class PicturePreparation
{
    private readonly PictureFolder _folder;
    private readonly FeatureNetwork _network;
    private readonly ExtractionOptions _options;
    private readonly FeatureCache? _cache;
    private readonly int _length;

    /// <summary>Preparation of the pictures of a folder for a network.</summary>
    public PicturePreparation(PictureFolder folder, FeatureNetwork network, ExtractionOptions options, FeatureCache? cache)
    {
        (_folder, _network, _options, _cache) = (folder, network, options, cache);
        _length = 3 * network.Description.Size * network.Description.Size;
    }

    /// <summary>The pictures in order, while the next ones are prepared.</summary>
    public IEnumerable<PreparedPicture> InOrder(CancellationToken cancellationToken)
    {
        int ahead = 2 * _network.BatchSize + Environment.ProcessorCount;
        Queue<Task<PreparedPicture>> queue = new();
        try
        {
            foreach (string file in _folder.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                queue.Enqueue(Task.Run(() => Prepare(file), cancellationToken));
                if (queue.Count > ahead) yield return queue.Dequeue().GetAwaiter().GetResult();
            }

            while (queue.TryDequeue(out Task<PreparedPicture>? next)) yield return next.GetAwaiter().GetResult();
        }
        finally
        {
            // Whoever stopped early may dispose what the rest still uses.
            foreach (Task<PreparedPicture> rest in queue) ((IAsyncResult)rest).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>Takes memory back.</summary>
    public static void Return(PreparedPicture picture)
    {
        if (picture.Values is { } values) ArrayPool<float>.Shared.Return(values);
    }

    private PreparedPicture Prepare(string file)
    {
        string path = _folder.PathOf(file);
        PreparedPicture picture = new(file, []);
        try
        {
            string? prompt = _options.Prompts ? PicturePrompt.Of(path) : null;
            if (_options.Prompts && prompt is null)
                return picture with { Problem = "it has no prompt, neither in the file nor in a .txt file beside it" };
            if (_cache is not null) picture = picture with { Key = FeatureCache.KeyOf(path, prompt) };
            if (_cache?.Find(picture.Key) is { } known) return picture with { Known = known };
            RgbImage image = RgbImage.Load(path, _options.Limits);
            float[] values = ArrayPool<float>.Shared.Rent(_length);
            _network.Input.Write(image, values.AsSpan(0, _length));
            return picture with { Values = values, Prompt = prompt, Size = (image.Width, image.Height) };
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException or FormatException)
        {
            return picture with { Problem = e.Message };
        }
    }
}
