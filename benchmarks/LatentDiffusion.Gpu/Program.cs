// The commands of the kit in benchmarks/gpu, each to be run as a process of its own:
//   parity MODELS PRECISION --log FILE | pictures --out FILE | steps MODEL --out FILE     (with --help for the rest)
using System.CommandLine;
using LatentDiffusion.Gpu;

RootCommand root = new("Checks and measures LatentDiffusion on a device; benchmarks/gpu runs it part by part.")
{
    ParityCommand.Create(), PicturesCommand.Create(), StepsCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    Console.Error.WriteLine($"Error: {e.Message.ReplaceLineEndings(" ")}"); // the last line, which the kit's report shows
    return 1;
}
