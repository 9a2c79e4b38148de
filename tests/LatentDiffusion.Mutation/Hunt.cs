namespace LatentDiffusion.Mutation;

/// <summary>Runs tests on mutants until one fails.</summary>
/// <param name="library">The library.</param>
/// <param name="folder">Folder of the tests.</param>
/// <param name="classes">Classes of tests.</param>
/// <param name="state">Receives what becomes of each mutant.</param>
internal sealed class Hunt(Library library, string folder, string[] classes, State state)
{
    private const long MostCalls = 400_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Runs all mutants that have not been run yet.</summary>
    public void Run(List<Mutant> mutants)
    {
        var (assembly, left) = library.WithSwitches([.. mutants.Where(m => m.Reach != Reach.Compiled)]);
        HashSet<int> known = state.Known;
        List<Mutant> open = [.. mutants.Where(m => !known.Contains(m.Id))];
        using (TestHost host = new(folder, assembly))
        {
            List<TestCase> cases = Baseline(host, mutants.Count);
            foreach (Mutant mutant in open.Where(m => m.Reach == Reach.Switched && !left.Contains(m.Id)))
            {
                host.Switches.Activate(mutant.Id);
                Try(mutant, () => FirstFailure(host, [.. cases.Where(c => c.Reaches![mutant.Id])]));
            }
        }

        foreach (Mutant mutant in open.Where(m => m.Reach == Reach.Loaded && !left.Contains(m.Id)))
            Try(mutant, () => Alone(assembly, mutant.Id));
        foreach (Mutant mutant in open.Where(m => m.Reach == Reach.Compiled || left.Contains(m.Id)))
        {
            if (library.With(mutant) is { } compiled) Try(mutant, () => Alone(compiled, active: 0));
            else state.Skip(mutant);
        }
    }

    private void Try(Mutant mutant, Func<string?> run)
    {
        state.Begin(mutant);
        state.End(mutant, run());
    }

    /// <summary>All cases, the quickest first, with the mutants that each of them reaches.</summary>
    private List<TestCase> Baseline(TestHost host, int mutants)
    {
        List<TestCase> cases = host.Cases(classes);
        foreach (TestCase test in cases)
        {
            if (test.Measure(host.Switches, mutants) is { } thrown)
                throw new InvalidOperationException($"Without a mutant {test} fails: {thrown.Message}");
        }

        Console.WriteLine($"{cases.Count} tests in {cases.Sum(c => c.Duration.TotalSeconds):F0} s, {mutants} mutants");
        return [.. cases.OrderBy(c => c.Duration)];
    }

    private string? Alone(byte[] assembly, int active)
    {
        using TestHost host = new(folder, assembly);
        host.Switches.Activate(active);
        try
        {
            return FirstFailure(host, host.Cases(classes));
        }
        catch (Exception e) when (e is System.Reflection.TargetInvocationException or TypeInitializationException)
        {
            return "listing the cases: " + e.GetBaseException().Message;
        }
    }

    /// <summary>The first test that fails, or null. One that goes on for minutes ends the process, which counts as failed.</summary>
    private static string? FirstFailure(TestHost host, List<TestCase> cases)
    {
        string? failure = null;
        Thread thread = new(
            () =>
            {
                foreach (TestCase test in cases)
                {
                    host.Switches.Limit(MostCalls);
                    if (test.Run() is not { } thrown) continue;
                    failure = $"{test}: {thrown.GetType().Name}";
                    return;
                }
            },
            maxStackSize: 16 << 20) { IsBackground = true };
        thread.Start();
        TimeSpan longest = Longest + 5 * cases.Aggregate(TimeSpan.Zero, (sum, c) => sum + c.Duration);
        return thread.Join(longest) ? failure : throw new TimeoutException($"A mutant has no end after {longest}.");
    }
}
