using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Cli;

/// <summary>The commands, and what becomes of their failures.</summary>
internal static class CommandLine
{
    private const int Interrupted = 130, Terminated = 143;

    private static volatile bool _isTerminated;

    /// <summary>Exit code after a signal, as shells report a program that it ended: 130 for Ctrl+C, 143 for SIGTERM.</summary>
    public static int Cancelled => _isTerminated ? Terminated : Interrupted;

    /// <summary>How arguments are read: a prompt may begin with '@'.</summary>
    public static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null };

    private const int Failed = 1, WrongUsage = 2;

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>Exit code: 0, or 1 for a failure, 2 for wrong arguments, 130 after Ctrl+C, 143 after SIGTERM.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // A prompt may begin with '@', and be in square brackets; as the first argument, the parser would take that for a directive.
        if (args is [['[', ..] bracketed, .. var rest]) args = [.. rest, "--", bracketed];
        List<string> literal = [.. args.SkipWhile(arg => arg != "--").Skip(1)];
        ParseResult parsed = Create(literal).Parse(args, Parser);
        if (parsed.Action is ParseErrorAction)
        {
            Terminal.Error($"{UsageErrors.Explain(parsed)} See 'latentdiffusion --help'.");
            return WrongUsage;
        }

        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _isTerminated = true);
        try
        {
            // A kernel of the model ends before the program does; only after this long it is cut off.
            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
            };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("cancelled.");
            return Cancelled;
        }
        catch (Exception e)
        {
            Terminal.Error(Failures.Explain(e));
            return Failures.IsOfArguments(e) ? WrongUsage : Failed;
        }
    }

    private static Command Create(List<string> literal)
    {
        // Not a RootCommand, which would go by the name of the assembly.
        Command root = new("latentdiffusion", "Draws pictures from text with a latent diffusion model.")
        {
            GroupedHelp.Option(), new VersionOption(),
        };
        GenerateCommand.AddTo(root, literal);
        root.Add(InspectCommand.Create());
        root.Add(SchedulersCommand.Create());
        root.Add(DevicesCommand.Create());
        root.Add(EvaluateCommand.Create());
        root.Add(DatasetCommand.Create());
        root.Add(ServeCommand.Create());
        root.Add(PullCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(RemoveCommand.Create());
        root.Add(CacheCommand.Create());
        root.Add(VerifyCommand.Create(literal));
        root.Add(CertificateCommand.Create());
        root.Add(InfoCommand.Create(literal));
        root.Add(HelpCommand.Create(root));
        root.Add(VersionCommand.Create());
        return root;
    }
}
