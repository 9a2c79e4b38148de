namespace LatentDiffusion.Extensions.AI;

/// <summary>One model of a store: how it is loaded, and what is loaded. Used under the store's lock.</summary>
/// <param name="source">Name and loader.</param>
internal sealed class ModelSlot(ModelSource source)
{
    /// <summary>Name and loader.</summary>
    public ModelSource Source { get; } = source;

    /// <summary>The model as it is loaded, or null.</summary>
    public Task<LatentDiffusionPipeline>? Loading { get; set; }

    /// <summary>Whether a model is loaded, or being loaded: whether it takes room.</summary>
    public bool IsHeld => Loading is { IsFaulted: false };

    /// <summary>Why it could not be loaded; null once it could.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Leases that are out.</summary>
    public int Users { get; set; }

    /// <summary>Whether it was replaced or removed: the last lease frees it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>When it was last used, by the store's count of leases.</summary>
    public long LastUsed { get; set; }

    /// <summary>Takes what is loaded out, to be freed; null where there is nothing.</summary>
    public Task<LatentDiffusionPipeline>? Unload()
    {
        Task<LatentDiffusionPipeline>? loaded = IsHeld ? Loading : null;
        Loading = null;
        return loaded;
    }
}
