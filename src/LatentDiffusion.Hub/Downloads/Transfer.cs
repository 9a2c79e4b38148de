using System.Net;
using System.Security.Cryptography;

namespace LatentDiffusion.Hub;

/// <summary>A download under way: the file on disk, how far it has come, and the hash of what it has.</summary>
internal sealed class Transfer : IAsyncDisposable
{
    private const int BufferSize = 1 << 18;
    private const long MinBytes = 1024; // less within the time that a download may stand still counts as standing still

    private readonly Download _download;
    private readonly HubHttp _http;
    private readonly HubSettings _settings;
    private readonly ProgressReporter _progress;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash;
    private long? _size;
    private string? _version;
    private bool _isPieced, _ended;
    private int _refused;

    /// <summary>Opens the file, which nobody else may have open.</summary>
    public Transfer(Download download, HubHttp http, HubSettings settings, ProgressReporter progress)
    {
        (_download, _http, _settings, _progress, _size) = (download, http, settings, progress, download.Size);
        _file = new FileStream(download.Target, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        _hash = download.Hash.Start();
    }

    /// <summary>Bytes that are there.</summary>
    public long Position { get; private set; }

    /// <summary>Whether all bytes are there, as far as can be told.</summary>
    public bool IsComplete => _ended || Position == _size;

    /// <summary>Goes on from what an earlier try left.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_file.Length > (_size ?? _download.MaxSize)) _file.SetLength(0);
        _isPieced = _file.Length > 0;
        _file.Position = 0;
        await ContentHash.AppendAsync(_hash, _file, _file.Length, count => Count(HubStage.Verifying, count), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Asks for the bytes that are missing, and takes what comes.</summary>
    /// <exception cref="IOException">They stopped coming.</exception>
    /// <exception cref="HubException">There is no use in trying again.</exception>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response =
            await _http.SendAsync(_download.Request with { From = Position, IfRange = _version }, cancellationToken).ConfigureAwait(false);
        if (!Accepts(response)) return;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false)) await CopyAsync(body, cancellationToken).ConfigureAwait(false);
        if (_size is null) _ended = true;
        else if (Position < _size) throw new IOException("the answer ended early");
    }

    /// <summary>Checks the hash.</summary>
    /// <returns>Whether it is right. Else it was of bytes of several answers, and all has to come again.</returns>
    /// <exception cref="HubException">It is wrong.</exception>
    public async Task<bool> IsVerifiedAsync(CancellationToken cancellationToken)
    {
        if (_download.Hash.Matches(_hash, out string found))
        {
            await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
            Write(() => _file.Flush(flushToDisk: true));
            return true;
        }

        bool again = _isPieced;
        if (!again)
            throw _download.Request.Fails(
                HubErrorKind.WrongHash,
                $"{_download.Hash.Name} of what was sent is {found}, but should be {_download.Hash.Expected}. It was thrown away. "
                + "Try again; if it stays so, do not trust the server.");
        _progress.Notice($"{_download.Path}: parts did not fit together; it is fetched anew", HubStage.Downloading);
        Restart();
        return false;
    }

    /// <summary>The exception for giving up.</summary>
    public HubException Interrupted(Exception e) => _download.Request.Fails(
        HubErrorKind.Interrupted,
        FormattableString.Invariant($"the download broke off at {Position} of {_size?.ToString() ?? "an unknown number of"} bytes: ")
        + $"{e.Message.TrimEnd('.')}. What has come is kept; the next try goes on from there.",
        e);

    /// <summary>Tells the user something about the file.</summary>
    public void Notice(string text) => _progress.Notice($"{_download.Path}: {text}", HubStage.Downloading);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Looks at what an answer says of itself; an answer that cannot be used makes us start anew.</summary>
    private bool Accepts(HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        string? version = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
        bool isPart = response.StatusCode == HttpStatusCode.PartialContent;
        bool fits = isPart && headers.ContentRange is { } range && range.From == Position
            && (range.Length is null || _size is null || range.Length == _size)
            && (_version is null || version is null || version == _version);
        if (Position > 0 && !fits) Restart();
        if (!(isPart ? fits : response.StatusCode == HttpStatusCode.OK))
        {
            const int MostRefused = 2;
            return ++_refused <= MostRefused
                ? false : throw _download.Request.Fails(HubErrorKind.Protocol, "the server sends other parts than it is asked for.");
        }

        _version = version ?? _version;
        long? announced = isPart ? headers.ContentRange!.Length : headers.ContentLength;
        _size ??= announced <= _download.MaxSize ? announced : null;
        if (announced is { } total && total != (_size ?? total + 1)) throw WrongSize(FormattableString.Invariant($"{total}"));
        return true;
    }

    private async Task CopyAsync(Stream body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        byte[] buffer = new byte[BufferSize];
        patience.CancelAfter(_settings.DownloadTimeout);
        for (long counted = Position; ;)
        {
            int count;
            try
            {
                count = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                string came = Position == counted ? "nothing" : "hardly anything";
                throw new IOException(FormattableString.Invariant($"{came} came for {_settings.DownloadTimeout.TotalSeconds:0.#} s"), e);
            }

            if (count == 0) return;
            if (Position + count > (_size ?? _download.MaxSize)) throw WrongSize("more");
            Write(() => _file.Write(buffer, 0, count));
            _hash.AppendData(buffer, 0, count);
            Count(HubStage.Downloading, count);
            if (Position - counted < MinBytes) continue;
            counted = Position;
            patience.CancelAfter(_settings.DownloadTimeout);
        }
    }

    private void Restart()
    {
        _progress.Add(HubStage.Downloading, _download.Path, -Position, 0, _size);
        Write(() => _file.SetLength(0));
        _file.Position = 0;
        _hash.GetHashAndReset();
        _hash.AppendData(_download.Hash.Header);
        (Position, _version, _isPieced, _ended, _size) = (0, null, false, false, _download.Size);
    }

    private void Count(HubStage stage, long bytes)
    {
        Position += bytes;
        _progress.Add(stage, _download.Path, bytes, Position, _size);
    }

    private HubException WrongSize(string found) => _download.Request.Fails(
        HubErrorKind.WrongSize,
        $"the server sends {found} bytes in place of {_size ?? _download.MaxSize}. Nothing was kept. "
        + "Try again; if it stays so, check the endpoint and the proxy.");

    /// <summary>Runs what writes to the disk, and tells its failures from those of the network.</summary>
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain(e, _download.Request.Model, _download.Path, _download.Target, _download.Request.Service);
        }
    }
}
