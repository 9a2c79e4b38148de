namespace LatentDiffusion.Datasets;

/// <summary>Draws data sets, shard by shard. Any number of processes may draw one, on any machines that reach its target.</summary>
public static class DatasetGenerator
{
    /// <summary>
    /// Draws the shards of a plan that are this worker's and are not there yet, or damaged; one that was begun goes on where it was ended.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="store">The target.</param>
    /// <param name="options">With what, and which shards.</param>
    /// <param name="progress">Told after each sample, on the thread that draws.</param>
    /// <param name="cancellationToken">Stops within one operator of the model; what is drawn stays.</param>
    /// <returns>What became of the shards.</returns>
    /// <exception cref="DatasetException">
    /// A sample cannot be drawn, or the target is of another plan, of other models or another version. No shard is half-written then.
    /// </exception>
    /// <exception cref="ModelFormatException">A model or network cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DatasetResult Draw(
        DatasetPlan plan,
        IShardStore store,
        DatasetOptions options,
        IProgress<DatasetProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        string work = options.WorkFolder ?? (store is FolderStore folder ? Path.Combine(folder.Name, "work")
            : throw new ArgumentException("WorkFolder must be a folder where the target is none.", nameof(options)));
        Directory.CreateDirectory(work);
        using ModelSet? models = options.Drawer is null ? new ModelSet(plan, options, cancellationToken) : null;
        RunIdentity run = new(plan, models?.Hashes ?? new Dictionary<string, string>(), options.Runtime);
        run.Join(store, work, plan.Settings.File, cancellationToken);
        using GateSet gates = new(plan, options.Gates, cancellationToken);
        using ISampleDrawer drawer = options.Drawer?.Invoke(plan) ?? new PipelineDrawer(plan, models!);
        ShardWorker worker = new(plan, run.Hash, drawer, gates, store, work);

        long finished = 0, before = 0;
        List<DatasetShard> held = [];
        for (long number = 0; number < plan.ShardCount; number++)
            if (options.Share.Has(number)) Draw(plan.Shard(number));
        DatasetShard[] again = [.. held];
        held.Clear();
        foreach (DatasetShard shard in again) Draw(shard); // who held it may have ended since
        return new DatasetResult(finished, before, [.. held.Select(s => s.Name)]) { Missing = worker.Missing };

        void Draw(DatasetShard shard)
        {
            switch (worker.Draw(shard, progress, cancellationToken))
            {
                case ShardOutcome.Finished: finished++; break;
                case ShardOutcome.WasFinished: before++; break;
                default: held.Add(shard); break;
            }
        }
    }
}
