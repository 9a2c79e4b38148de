using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// The models of an application, by name. They are loaded when they are first asked for; so many stay loaded as the options say, and
/// each can be replaced while it draws: generations that run end with the old one. Safe for use by several threads at once.
/// </summary>
public sealed class ModelStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ModelSlot> _slots = [];
    private readonly LatentDiffusionOptions _options;
    private readonly ILogger _logger;
    private long _leases;
    private bool _disposed;

    /// <summary>Makes the store.</summary>
    /// <param name="options">The models of the configuration, and how many stay loaded.</param>
    /// <param name="added">Further models; they come first.</param>
    /// <param name="logger">Told of loading and unloading.</param>
    public ModelStore(IOptions<LatentDiffusionOptions> options, IEnumerable<ModelSource> added, ILogger<ModelStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _logger) = (options.Value, new ForgivingLogger(logger));
        foreach (ModelSource source in added) Set(source);
        foreach (var (name, settings) in _options.Models) Set(new ModelSource(name, settings.Load));
    }

    /// <summary>The names, in the order in which they were added.</summary>
    public IReadOnlyList<string> Names
    {
        get { lock (_lock) return [.. _slots.Select(s => s.Source.Name)]; }
    }

    /// <summary>Names of the models that are loaded.</summary>
    public IReadOnlyList<string> Loaded
    {
        get { lock (_lock) return [.. _slots.Where(s => s.Loading is { IsCompletedSuccessfully: true }).Select(s => s.Source.Name)]; }
    }

    /// <summary>
    /// Why a model could not be loaded the last time that it was tried, by its name, until it can be; empty in the usual case.
    /// </summary>
    public IReadOnlyDictionary<string, Exception> Failures
    {
        get
        {
            lock (_lock)
                return _slots.Where(s => s.Failure is not null)
                    .ToDictionary(s => s.Source.Name, s => s.Failure!, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>The name of a model as it was added; of the default model where none is given.</summary>
    /// <param name="name">A name in any case, or null or empty.</param>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public string Resolve(string? name)
    {
        lock (_lock) return Find(name).Source.Name;
    }

    /// <summary>Adds a model, or replaces the one of its name: generations that begin later draw with the new one.</summary>
    /// <param name="source">Name and loader.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void Set(ModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(source.Name);
        lock (_lock)
        {
            int index = _slots.FindIndex(s => Is(s, source.Name));
            if (index < 0)
            {
                _slots.Add(new ModelSlot(source));
                return;
            }

            Retire(_slots[index]);
            _slots[index] = new ModelSlot(source);
        }
    }

    /// <summary>Takes a model out.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            int index = _slots.FindIndex(s => Is(s, name));
            if (index < 0) return false;
            Retire(_slots[index]);
            _slots.RemoveAt(index);
            return true;
        }
    }

    /// <summary>Lends a model, loading it where it is not loaded.</summary>
    /// <param name="name">Its name; null or empty for the default model.</param>
    /// <param name="cancellationToken">Stops waiting; the loading goes on for others.</param>
    /// <returns>The lease, to be disposed.</returns>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    /// <exception cref="LatentDiffusionException">It cannot be loaded; the next lease tries again.</exception>
    public async Task<ModelLease> LeaseAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        ModelSlot slot;
        Task<LatentDiffusionPipeline> loading;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            slot = Find(name);
            (slot.Users, slot.LastUsed) = (slot.Users + 1, ++_leases);
            if (!slot.IsHeld)
            {
                MakeRoom(_options.LoadedModels - 1, slot);
                slot.Loading = Task.Run(() => Load(slot), CancellationToken.None);
            }

            loading = slot.Loading!;
        }

        try
        {
            return new ModelLease(slot.Source.Name, await loading.WaitAsync(cancellationToken).ConfigureAwait(false), () => Release(slot));
        }
        catch
        {
            Release(slot);
            throw;
        }
    }

    /// <summary>Frees the models; those that draw, when they are done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (ModelSlot slot in _slots) Retire(slot);
        }
    }

    private static bool Is(ModelSlot slot, string name) => slot.Source.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private ModelSlot Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) name = _options.DefaultModel;
        ModelSlot? found = name is null ? _slots.FirstOrDefault() : _slots.Find(s => Is(s, name));
        return found ?? throw new ModelNotFoundException(name ?? "", [.. _slots.Select(s => s.Source.Name)]);
    }

    private LatentDiffusionPipeline Load(ModelSlot slot)
    {
        string name = slot.Source.Name;
        Log.Loading(_logger, name);
        long began = TimeProvider.System.GetTimestamp();
        try
        {
            LatentDiffusionPipeline pipeline = slot.Source.Load();
            lock (_lock) slot.Failure = null;
            Log.Loaded(_logger, name, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            return pipeline;
        }
        catch (Exception e) when (e is not OperationCanceledException) // which says nothing of the model
        {
            lock (_lock) slot.Failure = e;
            Log.LoadFailed(_logger, name, e);
            throw;
        }
    }

    private void Release(ModelSlot slot)
    {
        lock (_lock)
        {
            slot.Users--;
            if (slot.IsRetired) Retire(slot);
            else MakeRoom(_options.LoadedModels, keep: null);
        }
    }

    private void MakeRoom(int most, ModelSlot? keep)
    {
        while (_slots.Count(s => s.IsHeld && s != keep) > most
            && _slots.Where(s => s.IsHeld && s.Users == 0 && s != keep).MinBy(s => s.LastUsed) is { } oldest)
            Free(oldest);
    }

    private void Retire(ModelSlot slot)
    {
        slot.IsRetired = true;
        if (slot.Users == 0) Free(slot);
    }

    private void Free(ModelSlot slot)
    {
        if (slot.Unload() is not { } loaded) return;
        Log.Unloading(_logger, slot.Source.Name);
        // Not under the lock: a pipeline waits for generations that were not begun through this store.
        _ = loaded.ContinueWith(
            task => task.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }
}
