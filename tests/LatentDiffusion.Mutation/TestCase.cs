using System.Diagnostics;
using System.Reflection;

namespace LatentDiffusion.Mutation;

/// <summary>A test method with its arguments, run without a test framework: a mutant is dead at the first one that throws.</summary>
/// <param name="Method">The method.</param>
/// <param name="Arguments">A value for each parameter; defaults stand for those that are missing.</param>
internal sealed record TestCase(MethodInfo Method, object?[] Arguments)
{
    /// <summary>How long it took without a mutant.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>The mutants whose expression it evaluates.</summary>
    public bool[]? Reaches { get; private set; }

    /// <summary>Runs it.</summary>
    /// <returns>What it throws, or null.</returns>
    public Exception? Run()
    {
        try
        {
            object? instance = Method.IsStatic ? null : Activator.CreateInstance(Method.DeclaringType!);
            (Method.Invoke(instance, Arguments) as Task)?.GetAwaiter().GetResult();
            (instance as IDisposable)?.Dispose();
            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException ?? e;
        }
    }

    /// <summary>Runs it and remembers how long it takes and what it reaches.</summary>
    public Exception? Measure(Switchboard switches, int mutants)
    {
        Reaches = new bool[mutants + 1];
        switches.Record(Reaches);
        long start = Stopwatch.GetTimestamp();
        Exception? thrown = Run();
        Duration = Stopwatch.GetElapsedTime(start);
        switches.Record(null);
        return thrown;
    }

    public override string ToString() => $"{Method.DeclaringType!.Name}.{Method.Name}({string.Join(", ", Arguments)})";
}
