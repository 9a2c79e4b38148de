namespace LatentDiffusion.Runtime;

/// <summary>
/// Refuses calls of an object that its own callbacks make, themselves or in tasks that they start: where such a call waits for the one that
/// calls back, each waits for the other for ever.
/// </summary>
/// <param name="owner">The object, for the exception.</param>
internal sealed class ReentryGuard(object owner)
{
    private readonly AsyncLocal<Stay?> _stay = new();

    /// <summary>Begins a call; dispose the result where it ends. What it calls meanwhile is within.</summary>
    /// <exception cref="InvalidOperationException">The caller is within another one.</exception>
    public Stay Enter()
    {
        ThrowIfWithin();
        return _stay.Value = new Stay(this);
    }

    /// <summary>Fails within a call.</summary>
    /// <exception cref="InvalidOperationException">The caller is within one.</exception>
    public void ThrowIfWithin()
    {
        if (_stay.Value is { IsOver: false })
            throw new InvalidOperationException(
                $"What a {owner.GetType().Name} calls while it works, such as a progress callback, must not call it: each would wait for "
                + "the other for ever. Do so after the call that reports.");
    }

    /// <summary>The time of a call. Code that was started in it knows it, even after it has ended.</summary>
    public sealed class Stay(ReentryGuard guard) : IDisposable
    {
        private volatile bool _isOver;

        /// <summary>Whether the call has ended.</summary>
        public bool IsOver => _isOver;

        /// <inheritdoc/>
        public void Dispose()
        {
            _isOver = true;
            guard._stay.Value = null;
        }
    }
}
