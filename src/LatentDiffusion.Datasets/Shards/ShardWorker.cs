namespace LatentDiffusion.Datasets;

/// <summary>Draws one shard after another; a sample is looked at, encoded and written while the next is drawn.</summary>
/// <param name="plan">The plan.</param>
/// <param name="run">The run's identity.</param>
/// <param name="drawer">Draws samples.</param>
/// <param name="gates">What samples go through.</param>
/// <param name="store">The target.</param>
/// <param name="work">The folder of shards in work.</param>
internal sealed class ShardWorker(
    DatasetPlan plan, string run, ISampleDrawer drawer, GateSet gates, IShardStore store, string work)
{
    private readonly SampleInspector _inspector = new(plan, gates.All);
    private readonly ShardPublisher _publisher = new(plan, run, store, work);

    /// <summary>Samples of the shards that it finished of which every attempt was rejected.</summary>
    public long Missing { get; private set; }

    /// <summary>Draws a shard, or what is left of it.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="progress">Told after each sample.</param>
    /// <param name="cancellationToken">Stops it; what is drawn stays.</param>
    /// <returns>What became of it.</returns>
    public ShardOutcome Draw(DatasetShard shard, IProgress<DatasetProgress>? progress, CancellationToken cancellationToken)
    {
        if (IsFinished(shard, cancellationToken)) return ShardOutcome.WasFinished;
        Directory.CreateDirectory(work);
        using FileStream? held = Hold(Path.Combine(work, $"{shard.Name}.lock"));
        if (held is null) return ShardOutcome.IsHeld;
        if (IsFinished(shard, cancellationToken)) return ShardOutcome.WasFinished;

        string path = Path.Combine(work, $"{shard.Name}.journal");
        ShardJournal? journal = null;
        DuplicateIndex? index = gates.Duplicates?.NewIndex();
        Dictionary<long, int> kept = [];
        ShardState state = new(shard, plan.Settings.Gates.Attempts, DuplicateOf, attempt =>
        {
            kept[attempt.Index] = attempt.Number;
            index?.Add(attempt.Hash, attempt.Index);
        });
        List<Attempt> before = [];
        using (journal = new ShardJournal(path, $"{run} {shard.Name}", r => before.Add(Of(r))))
        {
            foreach (Attempt attempt in before) state.Add(attempt);
            Report(shard, state, before.Count, progress);
            DrawAll(shard, state, journal, progress, cancellationToken);
            Missing += _publisher.Publish(shard, state, journal, cancellationToken).Missing.Count;
        }

        File.Delete(path);
        return ShardOutcome.Finished;

        long? DuplicateOf(Attempt attempt) => index is null ? null : gates.Duplicates!.Find(
            attempt.Hash, index, () => Picture(attempt.Index, attempt.Number), other => Picture(other, kept[other]), cancellationToken);

        RgbImage Picture(long sample, int number) =>
            RgbImage.Decode(journal!.Read(sample, number).Files.First(f => f.Ending == plan.Settings.Format.Ending()).Content);
    }

    private bool IsFinished(DatasetShard shard, CancellationToken cancellationToken) =>
        ShardManifest.IsMet(store, shard.Name, cancellationToken);

    private void DrawAll(
        DatasetShard shard, ShardState state, ShardJournal journal, IProgress<DatasetProgress>? progress,
        CancellationToken cancellationToken)
    {
        Task<JournalRecord>? looking = null;
        (long Index, int Attempt)? looked = null;
        int resumed = state.Known;
        try
        {
            while (true)
            {
                (long Index, int Attempt)? next = Next(state, looked);
                if (next is null && looking is null) return;
                JournalRecord? failed = null;
                DrawnSample? drawn = next is { } n ? Draw(n.Index, n.Attempt, out failed, cancellationToken) : null;
                Take();
                looked = next;
                // What is drawn is kept, even if the rest is cancelled.
                if (failed is not null) looking = Task.FromResult(Keep(failed));
                else if (drawn is not null)
                    looking = Task.Run(() => Keep(_inspector.Inspect(drawn, CancellationToken.None)), CancellationToken.None);
            }
        }
        finally
        {
            if (looking is { IsCompletedSuccessfully: false }) Settle(looking);
        }

        JournalRecord Keep(JournalRecord record)
        {
            journal.Add(record);
            return record;
        }

        void Take()
        {
            if (looking is null) return;
            Task<JournalRecord> done = looking;
            looking = null;
            state.Add(Of(done.GetAwaiter().GetResult()));
            Report(shard, state, resumed, progress);
        }
    }

    /// <summary>Waits for what is being written, whose failure is second to the one that is on its way.</summary>
    private static void Settle(Task looking)
    {
        try
        {
            looking.Wait(CancellationToken.None);
        }
        catch (AggregateException)
        {
        }
    }

    private DrawnSample? Draw(long index, int attempt, out JournalRecord? failed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SampleRecipe recipe = plan.Recipe(index, attempt);
        failed = null;
        try
        {
            return drawer.Draw(recipe, cancellationToken);
        }
        catch (NumericalException e)
        {
            failed = _inspector.OfFailure(recipe, e);
            return null;
        }
    }

    /// <summary>The next attempt that is not being looked at, one of the model that is loaded before others.</summary>
    private (long Index, int Attempt)? Next(ShardState state, (long Index, int Attempt)? looked)
    {
        (long Index, int Attempt)? first = null;
        bool one = plan.Settings.Models.Values.Count == 1;
        foreach (var needed in state.Needed())
        {
            if (needed == looked) continue;
            if (one || plan.Recipe(needed.Index, needed.Attempt).Model == drawer.LoadedModel) return needed;
            first ??= needed;
        }

        return first;
    }

    private static Attempt Of(JournalRecord record) => new(record.Index, record.Attempt, record.Reason, record.Hash);

    private static void Report(DatasetShard shard, ShardState state, int resumed, IProgress<DatasetProgress>? progress) =>
        progress?.Report(new DatasetProgress(shard, state.Settled, state.Known, resumed));

    private static FileStream? Hold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}

/// <summary>What became of a shard.</summary>
internal enum ShardOutcome
{
    /// <summary>It was drawn and published.</summary>
    Finished,

    /// <summary>It was there.</summary>
    WasFinished,

    /// <summary>Another worker draws it.</summary>
    IsHeld,
}
