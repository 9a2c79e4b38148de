using System.Diagnostics;

namespace LatentDiffusion.Fuzz;

/// <summary>Runs a target on mutated inputs, each of which its number and the seed decide.</summary>
public static class Fuzzer
{
    private const int MostFindings = 20;
    private const long MostBytes = 1L << 30;

    // On a busy machine a thread may wait long for its turn.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    /// <summary>Tries inputs until so many or so much time is over.</summary>
    /// <param name="target">The parser.</param>
    /// <param name="seed">Decides the inputs.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="time">How long at most.</param>
    /// <param name="only">The number of the one input to try, or -1.</param>
    public static FuzzResult Run(Target target, ulong seed, long count, TimeSpan time, long only = -1)
    {
        long began = Stopwatch.GetTimestamp(), read = 0, refused = 0, index = Math.Max(only, 0), first = index;
        Dictionary<string, Finding> findings = new(StringComparer.Ordinal);
        Mutator mutator = new(target.Seeds, target.Words);
        if (only >= 0) count = 1;
        for (; index - first < count && Stopwatch.GetElapsedTime(began) < time; index++)
        {
            byte[] input = mutator.Make(new Random(Mix(seed, (ulong)index)), index);
            string? fault = Try(target, input, out bool wasRead);
            if (fault is null && wasRead) read++;
            else if (fault is null) refused++;
            else if (findings.Count < MostFindings) findings.TryAdd(fault, new Finding(index, fault));
        }

        return new FuzzResult(target.Name, index - first, read, refused, [.. findings.Values]);
    }

    /// <summary>SplitMix64 (Steele et al. 2014): the same in every process, unlike <see cref="HashCode"/>.</summary>
    private static int Mix(ulong seed, ulong index)
    {
        ulong z = unchecked(seed * 0xD1342543DE82EF95 + (index + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return (int)(z >> 33);
    }

    private static string? Try(Target target, byte[] input, out bool wasRead)
    {
        long began = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        wasRead = false;
        try
        {
            target.Parse(input);
            wasRead = true;
        }
        catch (Exception e) when (e is LatentDiffusionException || target.Also.Any(type => type.IsInstanceOfType(e)))
        {
            if (e.Message.Any(char.IsControl)) return $"a message with control characters: {Place(e)}";
        }
        catch (Exception e)
        {
            return $"{e.GetType()}: {Place(e)}";
        }

        if (Stopwatch.GetElapsedTime(began) > Slow) return $"more than {Slow.TotalSeconds} s";
        return GC.GetAllocatedBytesForCurrentThread() - before > MostBytes ? $"more than {MostBytes} bytes" : null;
    }

    /// <summary>The innermost place of the library, which tells kinds of faults apart.</summary>
    private static string Place(Exception e) => new StackTrace(e).GetFrames()
        .Select(frame => frame.GetMethod())
        .FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("LatentDiffusion", StringComparison.Ordinal) == true)
        is { } method ? $"{method.DeclaringType!.Name}.{method.Name}" : e.StackTrace?.Split('\n')[0].Trim() ?? "nowhere";
}
