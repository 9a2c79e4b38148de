// The commands of the kit in benchmarks/gpu, each to be run as a process of its own:
//   parity PRECISION --log FILE | pictures --out FILE | steps MODEL --out FILE     (with --help for the rest)
using System.CommandLine;
using LatentDiffusion.Gpu;

RootCommand root = new("Checks and measures LatentDiffusion on a device; benchmarks/gpu runs it part by part.");
root.Add(ParityCommand.Create());
root.Add(PicturesCommand.Create());
root.Add(StepsCommand.Create());
return root.Parse(args).Invoke();
