// Compares the library with bare ONNX Runtime on the default model, in one process, in turns, and prints ratios:
//   dotnet run -c Release --project benchmarks/LatentDiffusion.Comparison [-- generate|allocation|load|steps|memory-ours|memory-bare]
// or the steps of a model of your own: -- model|model-bare FOLDER [SIDE]
// or what the library's choices gain (threads, whole operators), of the default model or of your own: -- choices [FOLDER [SIDE]]
// or the memory of decoding one large picture: -- decode FOLDER [SIDE]
// or how a checkpoint loads beside the graphs exported of it: -- checkpoint CHECKPOINT EXPORTED, -- load-memory CHECKPOINT|EXPORTED
// or what an adapter costs: -- adapter MODEL LORA
// or the features of a folder of pictures: -- extraction PICTURES ROUNDS, -- extraction-memory PICTURES
// or how the watermark holds: -- watermark SIDE PICTURES; and what pictures without one are taken for: -- unmarked PICTURES;
// and what it takes of a generation: -- marking ROUNDS
using LatentDiffusion.Comparison;

string what = args.Length > 0 ? args[0] : "all";
if (what is "all" or "generate") Comparisons.Generate(rounds: 60, steps: 25);
if (what is "all" or "allocation") Comparisons.Allocation();
if (what is "all" or "load") Comparisons.Load(rounds: 20);
if (what is "all" or "steps") StepComparison.Print();
if (what is "memory-ours") Comparisons.PeakMemoryOurs();
if (what is "memory-bare") Comparisons.PeakMemoryBare();
if (what is "model" or "model-bare")
{
    int size = args.Length > 2 ? int.Parse(args[2]) : 512;
    if (what is "model") StepOfModel.Compare(args[1], size, rounds: 2, steps: 4);
    else BareUnet.PrintPeak(args[1], size);
}

if (what is "choices" && args.Length == 1) ChoiceComparison.PrintDefaultModel(rounds: 15, steps: 25);
if (what is "choices" && args.Length > 1) ChoiceComparison.Print(args[1], args.Length > 2 ? int.Parse(args[2]) : 512, rounds: 2, steps: 4);
if (what is "decode") DecodeMemory.Print(args[1], args.Length > 2 ? int.Parse(args[2]) : 4096);
if (what is "checkpoint") CheckpointComparison.PrintTimes(args[1], args[2], rounds: 5);
if (what is "adapter") AdapterComparison.Print(args[1], args[2]);
if (what is "load-memory") CheckpointComparison.PrintPeak(args[1]);
if (what is "watermark") WatermarkTable.Print(int.Parse(args[1]), int.Parse(args[2]));
if (what is "marking") WatermarkTable.Cost(int.Parse(args[1]));
if (what is "unmarked") WatermarkTable.FalsePositives(int.Parse(args[1]));
if (what is "extraction") ExtractionComparison.Print(int.Parse(args[1]), int.Parse(args[2]));
if (what is "extraction-memory") ExtractionComparison.PrintPeak(int.Parse(args[1]));
return 0;
