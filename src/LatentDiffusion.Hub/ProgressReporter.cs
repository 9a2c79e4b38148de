using System.Diagnostics;

namespace LatentDiffusion.Hub;

/// <summary>Puts together what the downloads of a model report, and passes it on about ten times a second.</summary>
/// <param name="model">Name of the model.</param>
/// <param name="progress">Who wants to know; null for nobody.</param>
internal sealed class ProgressReporter(string model, IProgress<HubProgress>? progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly string _model = RemoteText.Clean(model);
    private long _bytes, _total, _last;
    private int _files, _totalFiles;
    private bool _known;

    /// <summary>Says what is being done.</summary>
    public void Stage(HubStage stage, string? file = null) => Report(stage, file, 0, null, null, always: true);

    /// <summary>Tells the user something.</summary>
    public void Notice(string text, HubStage stage = HubStage.Resolving) =>
        Report(stage, null, 0, null, RemoteText.Clean(text), always: true);

    /// <summary>Says how much is needed in all.</summary>
    public void Expect(long bytes, int files)
    {
        lock (_lock) (_total, _totalFiles, _known, _bytes) = (bytes, files, true, 0);
    }

    /// <summary>Counts a file that is there.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="bytes">Those of its bytes that were not counted as they came.</param>
    public void Complete(string path, long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            _files++;
        }

        Report(HubStage.Downloading, path, 0, null, null, always: true);
    }

    /// <summary>Counts bytes of a file as they come; a negative number takes back those that have to come again.</summary>
    public void Add(HubStage stage, string path, long bytes, long there, long? size)
    {
        lock (_lock) _bytes += bytes;
        Report(stage, path, there, size, null, always: false);
    }

    private void Report(HubStage stage, string? file, long fileBytes, long? fileSize, string? notice, bool always)
    {
        if (progress is null) return;
        HubProgress report;
        lock (_lock)
        {
            if (!always && Stopwatch.GetElapsedTime(_last) < Interval) return;
            _last = Stopwatch.GetTimestamp();
            report = new HubProgress(_model, stage)
            {
                File = file is null ? null : RemoteText.Clean(file), FileBytes = fileBytes, FileSize = fileSize, Bytes = _bytes,
                TotalBytes = _known ? _total : null, Files = _files, TotalFiles = _totalFiles, Notice = notice,
            };
        }

        progress.Report(report);
    }
}
