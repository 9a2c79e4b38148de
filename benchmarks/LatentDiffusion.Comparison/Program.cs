// Compares the library with bare ONNX Runtime on the default model, in one process, in turns, and prints ratios:
//   dotnet run -c Release --project benchmarks/LatentDiffusion.Comparison [-- generate|allocation|load|steps|memory-ours|memory-bare]
using LatentDiffusion.Comparison;

string what = args.Length > 0 ? args[0] : "all";
if (what is "all" or "generate") Comparisons.Generate(rounds: 60, steps: 25);
if (what is "all" or "allocation") Comparisons.Allocation();
if (what is "all" or "load") Comparisons.Load(rounds: 20);
if (what is "all" or "steps") StepComparison.Print();
if (what is "memory-ours") Comparisons.PeakMemoryOurs();
if (what is "memory-bare") Comparisons.PeakMemoryBare();
return 0;
