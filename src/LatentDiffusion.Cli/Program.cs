using LatentDiffusion.Cli;

Console.SetOut(new PlainWriter(Console.Out));
return await CommandLine.RunAsync(args).ConfigureAwait(false);
