using LatentDiffusion.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
