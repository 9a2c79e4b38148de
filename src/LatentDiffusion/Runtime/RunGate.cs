namespace LatentDiffusion.Runtime;

/// <summary>
/// Lets runs go at the same time that need the same state of a model, and has the state changed while nothing runs. Closing an ONNX Runtime
/// session while it runs crashes the process, so <see cref="Close"/> waits for the last run, and none starts after it.
/// </summary>
/// <remarks>
/// Runs that need another state line up, and the first in the line changes it. While it prepares that, runs that the present state fits
/// still come in; then nobody does until those have left and the state is exchanged. So no run waits for ever, whatever others need.
/// </remarks>
/// <param name="owner">The object that is closed, for the exception.</param>
internal sealed class RunGate(object owner)
{
    private readonly object _lock = new();
    private readonly LinkedList<object> _line = new();
    private int _running;
    private bool _changing, _shut, _closed;

    /// <summary>Enters a run, once the state fits it; dispose the result to leave it.</summary>
    /// <param name="fits">Whether the state is what the run needs; it must be quick.</param>
    /// <param name="change">
    /// Makes it so, by one call of <see cref="Exchange"/>; while it prepares that, others run. What it throws reaches the caller.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Lease Enter(Func<bool> fits, Action change, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration wake = cancellationToken.UnsafeRegister(_ => Wake(), null);
        LinkedListNode<object> place = LineUp();
        try
        {
            while (!WaitToRun(place, fits, cancellationToken)) Change(change);
            return new Lease(this);
        }
        finally
        {
            Leave(place);
        }
    }

    /// <summary>Exchanges the state while nothing runs; only for a change that <see cref="Enter"/> has called.</summary>
    /// <param name="action">Does it; it must be quick.</param>
    /// <param name="cancellationToken">Ends the waiting for runs in flight.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Exchange(Action action, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _shut = true;
            for (; _running > 0; Monitor.Wait(_lock)) ThrowIfOver(cancellationToken);
            ThrowIfOver(cancellationToken);
            action();
        }
    }

    /// <summary>Refuses new runs and waits for those in flight.</summary>
    /// <returns>False where it had been closed before.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            if (_closed) return false;
            _closed = true;
            Monitor.PulseAll(_lock);
            while (_running > 0 || _changing) Monitor.Wait(_lock);
            return true;
        }
    }

    /// <summary>Waits until the run has entered (true), or it is its turn to change the state (false).</summary>
    private bool WaitToRun(LinkedListNode<object> place, Func<bool> fits, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            for (; ; Monitor.Wait(_lock))
            {
                ThrowIfOver(cancellationToken);
                if (!_shut && fits())
                {
                    _running++;
                    return true;
                }

                if (!_changing && _line.First == place)
                {
                    _changing = true;
                    return false;
                }
            }
        }
    }

    private void Change(Action change)
    {
        try
        {
            change();
        }
        finally
        {
            lock (_lock)
            {
                _changing = _shut = false;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void ThrowIfOver(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, owner);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private LinkedListNode<object> LineUp()
    {
        lock (_lock) return _line.AddLast(new object());
    }

    private void Leave(LinkedListNode<object> place)
    {
        lock (_lock)
        {
            _line.Remove(place);
            Monitor.PulseAll(_lock);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _running--;
            Monitor.PulseAll(_lock);
        }
    }

    private void Wake()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }

    /// <summary>A run in flight.</summary>
    public readonly struct Lease(RunGate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Leave();
    }
}
