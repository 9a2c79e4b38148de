namespace LatentDiffusion.Hub;

/// <summary>Downloads files, as often as it takes, and checks them. Whoever calls it holds the lock of the file.</summary>
/// <param name="http">What sends the requests.</param>
/// <param name="settings">How patiently.</param>
internal sealed class Downloader(HubHttp http, HubSettings settings)
{
    /// <summary>Only so many further bytes count as progress; else a server could keep us trying for ever.</summary>
    private const long MinProgress = 1 << 16;

    /// <summary>Downloads a file: when it returns, the target has all bytes, on the disk, of the right hash.</summary>
    /// <exception cref="HubException">It cannot be had; the message says why, and whether what has come is kept.</exception>
    public async Task FetchAsync(Download download, ProgressReporter progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(download.Target)!);
        bool keep = true, done = false;
        try
        {
            Transfer transfer = new(download, http, settings, progress);
            await using (transfer.ConfigureAwait(false))
            {
                await transfer.ResumeAsync(cancellationToken).ConfigureAwait(false);
                do await ReceiveAsync(transfer, cancellationToken).ConfigureAwait(false);
                while (!await transfer.IsVerifiedAsync(cancellationToken).ConfigureAwait(false));
            }

            done = true;
        }
        catch (HubException e) when (e.Kind is HubErrorKind.WrongHash or HubErrorKind.WrongSize)
        {
            keep = false;
            throw;
        }
        finally
        {
            if (!keep || (!done && RealFile.Length(download.Target) == 0)) File.Delete(download.Target);
        }
    }

    private async Task ReceiveAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        for (int failures = 0; !transfer.IsComplete;)
        {
            long before = transfer.Position;
            try
            {
                await transfer.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException && e is not HubException)
            {
                if (transfer.Position - before >= MinProgress) failures = 0;
                if (failures++ >= settings.Options.Retries) throw transfer.Interrupted(e);
                TimeSpan pause = RetryPolicy.Pause(settings.Options.RetryDelay, failures - 1);
                transfer.Notice($"{e.Message.TrimEnd('.')}; trying again");
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
