namespace LatentDiffusion.Evaluation;

/// <summary>A batch of pictures after another, each run on a thread of its own while the next lane gathers its pictures.</summary>
/// <param name="network">The network.</param>
/// <param name="cancellationToken">Stops a run.</param>
internal sealed class ExtractionLane(FeatureNetwork network, CancellationToken cancellationToken) : IDisposable
{
    private const int MostKnown = 1024; // pictures from the cache between two reports

    private readonly FeatureRun _run = network.Start(cancellationToken);
    private readonly List<PreparedPicture> _batch = [];
    private Task<float[][]>? _running;
    private int _waiting;

    /// <summary>Whether it runs, or has run and was not finished.</summary>
    public bool IsBusy => _running is not null;

    /// <summary>Whether it has pictures that do not run yet.</summary>
    public bool Gathers => !IsBusy && _batch.Count > 0;

    /// <summary>Adds a picture, whose memory it takes back.</summary>
    /// <returns>Whether the batch is full.</returns>
    public bool Add(PreparedPicture picture)
    {
        _batch.Add(picture);
        if (picture.Values is not null)
        {
            Span<float> place = _run.Picture(_waiting++);
            picture.Values.AsSpan(0, place.Length).CopyTo(place);
        }

        PicturePreparation.Return(picture);
        return _waiting == network.BatchSize || _batch.Count >= MostKnown;
    }

    /// <summary>Runs the batch on another thread.</summary>
    public void Begin() => _running = Task.Run(Run, CancellationToken.None);

    /// <summary>The pictures of the batch and their numbers; the lane is free then.</summary>
    public IEnumerable<(PreparedPicture Picture, float[] Numbers)> Finish()
    {
        (PreparedPicture, float[])[] done = [.. _batch.Zip(_running!.GetAwaiter().GetResult())];
        (_running, _waiting) = (null, 0);
        _batch.Clear();
        return done;
    }

    /// <summary>Waits for what runs, and frees the memory.</summary>
    public void Dispose()
    {
        if (_running is not null) ((IAsyncResult)_running).AsyncWaitHandle.WaitOne();
        _run.Dispose();
    }

    private float[][] Run()
    {
        _run.Run(_waiting);
        int row = 0;
        return [.. _batch.Select(picture => picture.Known ?? Gather(picture, row++))];
    }

    private float[] Gather(PreparedPicture picture, int row) =>
    [
        .. _run.Features.Slice(row * _run.Dimension, _run.Dimension),
        .. _run.Classes > 0 ? _run.Logits.Slice(row * _run.Classes, _run.Classes) : [],
        .. picture.Prompt is { } prompt ? network.Encode(prompt, cancellationToken) : [],
    ];
}
