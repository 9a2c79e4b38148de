using System.Globalization;
using LatentDiffusion;
using LatentDiffusion.Comparison;

// Compares the library with bare ONNX Runtime and others, in one process, in turns, and prints ratios.
const string Usage = """
    usage: dotnet run -c Release --project benchmarks/LatentDiffusion.Comparison -- COMMAND
      all                             the four below; also without a command
      generate|allocation|load|steps  the default model beside bare ONNX Runtime; schedulers beside what memory allows
      memory-ours|memory-bare         peak memory of the default model, one process each
      model|model-bare FOLDER [SIDE]  the steps of a model of your own
      choices [FOLDER [SIDE]]         what threads and whole operators gain, of the default model or of your own
      decode FOLDER [SIDE]            memory of decoding one large picture
      checkpoint CHECKPOINT EXPORTED  how a checkpoint loads beside the graphs exported of it
      load-memory CHECKPOINT|EXPORTED the same in memory, one process each
      adapter MODEL LORA              what an adapter costs
      extraction PICTURES ROUNDS      the features of a folder of pictures
      extraction-memory PICTURES      the same in memory; 0 is what the network takes
      watermark SIDE PICTURES         how the watermark holds
      unmarked PICTURES               what pictures without it are taken for; 10 or more
      marking ROUNDS                  what it takes of a generation
    """;

Action? run = args switch
{
    [] or ["all"] => Comparisons.All,
    ["generate"] => Comparisons.Generate,
    ["allocation"] => Comparisons.Allocation,
    ["load"] => Comparisons.Load,
    ["steps"] => StepComparison.Print,
    ["memory-ours"] => Comparisons.PeakMemoryOurs,
    ["memory-bare"] => Comparisons.PeakMemoryBare,
    ["model", var model, .. var rest] when Side(rest, 512) is { } side => () => StepOfModel.Compare(model, side, rounds: 2, steps: 4),
    ["model-bare", var model, .. var rest] when Side(rest, 512) is { } side => () => BareUnet.PrintPeak(model, side),
    ["choices"] => () => ChoiceComparison.PrintDefaultModel(rounds: 15, steps: 25),
    ["choices", var model, .. var rest] when Side(rest, 512) is { } side =>
        () => ChoiceComparison.Print(model, side, rounds: 2, steps: 4),
    ["decode", var model, .. var rest] when Side(rest, 4096) is { } side => () => DecodeMemory.Print(model, side),
    ["checkpoint", var checkpoint, var exported] => () => CheckpointComparison.PrintTimes(checkpoint, exported, rounds: 5),
    ["load-memory", var model] => () => CheckpointComparison.PrintPeak(model),
    ["adapter", var model, var adapter] => () => AdapterComparison.Print(model, adapter),
    ["extraction", var first, var second] when Number(first, 1) is { } pictures && Number(second, 1) is { } rounds =>
        () => ExtractionComparison.Print(pictures, rounds),
    ["extraction-memory", var first] when Number(first, 0) is { } pictures => () => ExtractionComparison.PrintPeak(pictures),
    ["watermark", var first, var second] when Number(first, 8) is { } side && Number(second, 1) is { } pictures =>
        () => WatermarkTable.Print(side, pictures),
    ["unmarked", var first] when Number(first, 10) is { } pictures => () => WatermarkTable.FalsePositives(pictures),
    ["marking", var first] when Number(first, 1) is { } rounds => () => WatermarkTable.Cost(rounds),
    _ => null,
};
if (run is null)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    run();
    return 0;
}
catch (Exception e) when (e is LatentDiffusionException or ArgumentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message); // of what was asked for: a folder that is not there, a side that the model does not draw
    return 1;
}

static int? Side(string[] rest, int otherwise) => rest switch { [] => otherwise, [var text] => Number(text, 8), _ => null };

static int? Number(string text, int least) =>
    int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= least ? number : null;
