using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Asks for one prompt after the other, with the model loaded.</summary>
/// <param name="options">The options.</param>
/// <param name="given">The command line.</param>
/// <param name="session">The model.</param>
internal sealed class InteractiveMode(GenerateOptions options, ParseResult given, DrawingSession session)
{
    private const string Help =
        """
        a prompt                draws it; options behind it hold once: a red apple --steps 10
        --option value ...      holds from now on: --steps 10 --scheduler "euler a"
        (nothing)               draws the last prompt again, with another seed
        /show                   says which options hold
        /reset                  takes them back
        /help, /quit            this, and the end (or Ctrl+D)
        """;

    private readonly List<KeyValuePair<string, string?>> _held = [];
    private BatchEntry? _last;

    /// <summary>Asks until there is nothing more.</summary>
    /// <returns>Exit code.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected) Console.Error.WriteLine("Type a prompt; /help tells more.");
        while (Ask(cancellationToken) is { } line && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (line is "/quit" or "/exit" or "/q") break;
                Do(line, cancellationToken);
            }
            catch (Exception e) when (JobRun.IsOfOneJob(e))
            {
                Terminal.Error(Failures.Explain(e));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return 0;
    }

    private static string? Ask(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected) Console.Error.Write("> ");
        return Terminal.Await(Console.In.ReadLine, cancellationToken)?.Trim();
    }

    private void Do(string line, CancellationToken cancellationToken)
    {
        switch (line)
        {
            case "/help" or "/?":
                Console.Error.WriteLine(Help);
                return;
            case "/show":
                foreach (var (name, value) in _held) Console.Error.WriteLine($"--{name} {value}");
                return;
            case "/reset":
                _held.Clear();
                return;
            case ['/', not ' ', ..] when !line.Contains(' ', StringComparison.Ordinal):
                throw new ArgumentException($"There is no command '{line}'. /help lists those that there are.");
        }

        BatchEntry entry = line.Length == 0
            ? _last ?? throw new ArgumentException("There is no prompt yet to draw again.") : BatchLine.Read(line, null);
        if (entry.Values.All(v => v.Key != BatchEntry.Prompt))
        {
            Hold(entry);
            return;
        }

        BatchEntry whole = entry with { Values = [.. _held.Where(h => entry.Values.All(v => v.Key != h.Key)), .. entry.Values] };
        IReadOnlyList<DrawingJob> jobs = new JobList(options, given).Read(whole);
        _last = entry with { Values = [.. entry.Values.Where(v => v.Key != BatchEntry.Seed)] };
        foreach (DrawingJob job in jobs) session.Draw(job, cancellationToken);
    }

    /// <summary>Checks options before they hold.</summary>
    private void Hold(BatchEntry entry)
    {
        KeyValuePair<string, string?>[] held = [.. _held.Where(h => entry.Values.All(v => v.Key != h.Key)), .. entry.Values];
        options.With(given, new BatchEntry(null, [.. held, new(BatchEntry.Prompt, "")]));
        _held.Clear();
        _held.AddRange(held);
    }
}
