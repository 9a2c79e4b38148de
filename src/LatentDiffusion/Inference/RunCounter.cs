namespace LatentDiffusion;

/// <summary>
/// Counts the runs in flight. Closing an ONNX Runtime session while it runs crashes the process, so <see cref="Close"/> waits for the last
/// one, and none starts after it.
/// </summary>
internal sealed class RunCounter
{
    private readonly object _gate = new();
    private int _running;
    private bool _closed, _exchanging;

    /// <summary>Enters a run; dispose the result to leave it.</summary>
    /// <param name="owner">The object that was closed, for the exception.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Enter(object owner)
    {
        lock (_gate)
        {
            while (_exchanging) Monitor.Wait(_gate);
            ObjectDisposedException.ThrowIf(_closed, owner);
            _running++;
            return new Lease(this);
        }
    }

    /// <summary>Does something while nothing runs: waits for the runs in flight, and lets those that begin meanwhile wait.</summary>
    /// <param name="owner">The object that was closed, for the exception.</param>
    /// <param name="action">What to do; it must be short.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Exchange(object owner, Action action)
    {
        lock (_gate)
        {
            while (_exchanging) Monitor.Wait(_gate);
            ObjectDisposedException.ThrowIf(_closed, owner);
            _exchanging = true;
            while (_running > 0) Monitor.Wait(_gate);
            try
            {
                ObjectDisposedException.ThrowIf(_closed, owner);
                action();
            }
            finally
            {
                _exchanging = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Refuses new runs and waits for those in flight.</summary>
    /// <returns>False where it had been closed before.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            if (_closed) return false;
            _closed = true;
            while (_running > 0) Monitor.Wait(_gate);
            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _running--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A run in flight.</summary>
    public readonly struct Lease(RunCounter counter) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => counter.Leave();
    }
}
