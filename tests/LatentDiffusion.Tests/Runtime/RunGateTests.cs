namespace LatentDiffusion.Tests;

public sealed class RunGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly RunGate _gate;
    private int _state;

    public RunGateTests() => _gate = new RunGate(this);

    private RunGate.Lease Enter(int state, CancellationToken cancellationToken = default) => _gate.Enter(
        () => _state == state, () => _gate.Exchange(() => _state = state, cancellationToken), cancellationToken);

    [Fact]
    public async Task Enter_ManyThreadsAndStates_NeverRunTogetherWithAnother()
    {
        int running = 0, entered = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            Random random = new(thread);
            for (int i = 0; i < 200; i++)
            {
                int state = random.Next(3);
                using CancellationTokenSource source = new();
                if (random.Next(4) == 0) source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(500)));
                try
                {
                    using RunGate.Lease lease = Enter(state, source.Token);
                    Interlocked.Increment(ref running);
                    Interlocked.Increment(ref entered);
                    Thread.SpinWait(random.Next(2000));
                    Assert.Equal(state, _state);
                    Interlocked.Decrement(ref running);
                }
                catch (OperationCanceledException) when (source.IsCancellationRequested)
                {
                }
            }
        }))).WaitAsync(Long);
        Assert.Equal(0, running);
        Assert.InRange(entered, 8 * 200 / 2, 8 * 200);
        Assert.True(_gate.Close());
    }

    [Fact]
    public async Task Enter_SameState_RunTogether()
    {
        using RunGate.Lease first = Enter(1);
        using RunGate.Lease second = await Task.Run(() => Enter(1)).WaitAsync(Long);
    }

    [Fact]
    public async Task Enter_AnotherState_IsNotHeldUpForEverByRunsThatFollowEachOther()
    {
        using CancellationTokenSource stop = new();
        int overlaps = 0;
        Task[] streams = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref overlaps))
            {
                using RunGate.Lease lease = Enter(0);
                Thread.Sleep(1);
            }
        }))];
        SpinWait.SpinUntil(() => Volatile.Read(ref overlaps) > 5);
        for (int i = 0; i < 20; i++) await Task.Run(() => Enter(1).Dispose()).WaitAsync(Long);
        await stop.CancelAsync();
        await Task.WhenAll(streams).WaitAsync(Long);
        Assert.True(overlaps > 5);
    }

    [Fact]
    public async Task Enter_WhileAnotherPreparesAChange_RunsThatFitComeIn()
    {
        using ManualResetEventSlim preparing = new(), go = new();
        Task other = Task.Run(() => _gate.Enter(
            () => _state == 1,
            () =>
            {
                preparing.Set();
                Assert.True(go.Wait(Long));
                _gate.Exchange(() => _state = 1, CancellationToken.None);
            },
            CancellationToken.None).Dispose());
        Assert.True(preparing.Wait(Long));
        using (await Task.Run(() => Enter(0)).WaitAsync(Long)) go.Set();
        await other.WaitAsync(Long);
        Assert.Equal(1, _state);
    }

    [Fact]
    public async Task Enter_CancelledWhileWaitingForARun_ChangesNothingAndHoldsNobodyUp()
    {
        using CancellationTokenSource source = new();
        RunGate.Lease run = Enter(0);
        Task<RunGate.Lease> changing = Task.Run(() => Enter(1, source.Token)), queued = Task.Run(() => Enter(2, source.Token));
        Thread.Sleep(20);
        Task<RunGate.Lease> patient = Task.Run(() => Enter(0));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changing.WaitAsync(Long));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.WaitAsync(Long));
        (await patient.WaitAsync(Long)).Dispose();
        run.Dispose();
        Assert.Equal(0, _state);
        Enter(2).Dispose();
        Assert.Equal(2, _state);
    }

    [Fact]
    public void Enter_ChangeThatFails_ThrowsAndLetsTheNextIn()
    {
        Assert.Throws<InvalidDataException>(() => _gate.Enter(() => false, () => throw new InvalidDataException(), CancellationToken.None));
        Enter(0).Dispose();
        Enter(1).Dispose();
        Assert.Equal(1, _state);
    }

    [Fact]
    public async Task Close_WaitsForRuns_AndRefusesThoseInLine()
    {
        RunGate.Lease run = Enter(0);
        Task<RunGate.Lease> waiting = Task.Run(() => Enter(1));
        Thread.Sleep(20);
        Task<bool> closing = Task.Run(_gate.Close);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Long));
        Assert.False(closing.IsCompleted);
        run.Dispose();
        Assert.True(await closing.WaitAsync(Long));
        Assert.False(_gate.Close());
        Assert.Throws<ObjectDisposedException>(() => Enter(0));
    }
}
