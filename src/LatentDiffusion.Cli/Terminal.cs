using Spectre.Console;

namespace LatentDiffusion.Cli;

/// <summary>What is typed, and standard error: what is said beside the result, with colours and movement only where a terminal shows them.</summary>
internal static class Terminal
{
    /// <summary>The console on standard error.</summary>
    public static IAnsiConsole Diagnostics { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    /// <summary>Says what went wrong, on one line.</summary>
    public static void Error(string message) => Line("red", "error", message);

    /// <summary>Says what to know about a result, on one line.</summary>
    public static void Warning(string message) => Line("yellow", "warning", message);

    /// <summary>Reads what is typed. It is waited for on another thread, since nothing but input ends the reading of it.</summary>
    public static T Await<T>(Func<T> read, CancellationToken cancellationToken) =>
        Task.Run(read, CancellationToken.None).WaitAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>The message is not broken into lines, so that it can be searched and copied.</summary>
    private static void Line(string colour, string kind, string message)
    {
        Diagnostics.Markup($"[{colour}]{kind}:[/] ");
        Console.Error.WriteLine(PlainText.Of(message));
    }
}
