namespace LatentDiffusion.Safety;

/// <summary>The form of diffusers' PyTorch pipelines: CLIP's vision tower of a checkpoint, and the comparison here.</summary>
internal sealed class CheckpointChecker : CheckerGraph
{
    private const string ClassName = "StableDiffusionSafetyChecker", Output = "image_embeds", Pipeline = "StableDiffusionPipeline";
    private const string ProjectionWidth = "projection_dim";

    private readonly Concepts _concepts;

    private CheckpointChecker(OnnxGraph graph, Concepts concepts)
        : base(graph) => _concepts = concepts;

    /// <summary>Loads it.</summary>
    public static CheckpointChecker Load(string folder, SafetyCheckerOptions options, PipelineOptions pipeline)
    {
        Weights weights = OpenWeights(folder, options.Variant);
        Concepts concepts = ReadConcepts(weights, options.Adjustment);
        OnnxGraph graph = OpenGraph(weights, folder, pipeline);
        if (graph.Outputs[Output].FitsAt(1, concepts.Width)) return new CheckpointChecker(graph, concepts);
        graph.Dispose();
        throw new ModelFormatException($"{weights.Path}: concepts have {concepts.Width} dimensions; {Output} is {graph.Outputs[Output]}.");
    }

    /// <inheritdoc/>
    public override SafetyFinding Check(ClipPicture input, RgbImage image, CancellationToken cancellationToken)
    {
        using GraphCall call = Graph.Call(cancellationToken, returnsMemory: true);
        input.Write(image, call.Input(Input, 1, 3, Side, Side).Write());
        call.FreeOutput(Output);
        return _concepts.Compare(call.RunFree()[0].Values);
    }

    private static Weights OpenWeights(string folder, string? variant)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        string name = WeightFileNames.Choose(files, variant) ?? throw new ModelFormatException(
            $"{folder}: neither model.onnx nor model.safetensors of a safety checker is there. Weights of .bin can run code when they are "
            + "read, and are not read here; save the model with safe_serialization=True.");
        return Weights.Open(Path.Combine(folder, name));
    }

    private static OnnxGraph OpenGraph(Weights weights, string folder, PipelineOptions options)
    {
        GraphTemplate template = GraphTemplates.Of(options).For(
            StableDiffusionSafetyChecker.FolderName, ClassName, VisionConfig(folder), Pipeline, steered: false);
        WeightBinding binding = WeightBinding.Create(template, weights);
        SessionSettings settings = options.Sessions();
        BoundGraph bound = GraphComposer.Compose(
            GraphPrecision.Float32.ApplyTo(binding.Open(), settings.Kernels, weights.Path), binding.Parameters, []);
        return OnnxGraph.Load(StableDiffusionSafetyChecker.FolderName, weights.Path, bound, settings);
    }

    /// <summary>What templates compare: the values of the vision tower, and the projection's width, which counts from beside it.</summary>
    private static ModelConfig VisionConfig(string folder)
    {
        ModelConfig config = ModelConfig.Read(folder, "config.json");
        ModelConfig vision = config.Section("vision_config") ?? ModelConfig.Absent(config.Path);
        return vision.With(ProjectionWidth, config.Node(ProjectionWidth));
    }

    private static Concepts ReadConcepts(Weights weights, double adjustment)
    {
        var (special, specialCount) = Read(weights, "special_care_embeds", 2);
        var (concepts, count) = Read(weights, "concept_embeds", 2);
        var (specialThresholds, specials) = Read(weights, "special_care_embeds_weights", 1);
        var (thresholds, thresholdCount) = Read(weights, "concept_embeds_weights", 1);
        if (specials != specialCount || thresholdCount != count || special.Length / specialCount != concepts.Length / count)
            throw new ModelFormatException($"{weights.Path}: the numbers of concepts, thresholds and dimensions do not fit one another.");
        return new Concepts(special, specialThresholds, concepts, thresholds, (float)adjustment);
    }

    private static (float[] Values, int Rows) Read(Weights weights, string key, int dimensions)
    {
        StoredTensor tensor = weights.Tensors.GetValueOrDefault(key)
            ?? throw new ModelFormatException($"{weights.Path}: '{key}' is missing, which a safety checker has.");
        if (!tensor.Type.IsReal || tensor.Shape.Length != dimensions || tensor.Shape.Any(size => size < 1) || tensor.Length > 1 << 24)
            throw new ModelFormatException($"{weights.Path}: '{key}' is {tensor}; numbers in {dimensions} dimensions were expected.");
        using SafetensorsFile file = SafetensorsFile.Open(tensor.File);
        float[] values = StoredValues.ToSingle(tensor.Type, file.Bytes(tensor), checked((int)tensor.Shape.Aggregate(1L, (a, b) => a * b)));
        return values.All(float.IsFinite)
            ? (values, (int)tensor.Shape[0])
            : throw new ModelFormatException($"{weights.Path}: '{key}' holds what is not a finite number.");
    }
}
