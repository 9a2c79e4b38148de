namespace LatentDiffusion;

/// <summary>A graph in an ONNX file, with its weights in it or beside it.</summary>
/// <param name="name">Name of the component.</param>
/// <param name="folder">Folder of the component.</param>
/// <param name="context">The templates, and what is done to the weights; null where nothing is.</param>
internal sealed class OnnxSource(string name, string folder, CheckpointContext? context = null) : GraphSource(name, folder)
{
    /// <summary>Name of the file in each component's folder.</summary>
    public const string FileName = "model.onnx";

    private OnnxBinding? _binding;

    /// <inheritdoc/>
    public override string Path => System.IO.Path.Combine(folder, FileName);

    /// <inheritdoc/>
    public override IReadOnlyList<TemplateParameter> Parameters => Binding.Parameters;

    /// <inheritdoc/>
    public override void Require() => GraphFile.Require(Path);

    /// <inheritdoc/>
    public override long Bytes => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length); // weights may lie beside the graph

    /// <inheritdoc/>
    public override OnnxGraph Load(PipelineOptions options)
    {
        if (context?.ChangesOf(Name) is { Count: > 0 } changes) return OnnxGraph.Load(Name, Path, Binding.Compose(changes), options);

        // An autoencoder whose author knows that float16 overflows says so (diffusers' AutoencoderKL).
        bool overflows = Files.Has("config.json") && Config.Optional<bool?>("force_upcast") == true;
        return (overflows ? LoadInFloat32(options) : null) ?? OnnxGraph.Load(Name, Path, options).WithFloat32(() => LoadInFloat32(options));
    }

    /// <summary>The graph in float32, or null where it is not one of float16.</summary>
    private OnnxGraph? LoadInFloat32(PipelineOptions options)
    {
        try
        {
            byte[]? model = Float32Model.From(File.ReadAllBytes(Path));
            return model is null ? null : OnnxGraph.Load(Name, Path, new BoundGraph(model, folder), options);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{Path}: the graph cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override GraphInspection Inspect(List<string> problems)
    {
        Require();
        OnnxFile file = OnnxFile.Read(Path);
        long bytes = new FileInfo(Path).Length;
        foreach (var (location, needed) in file.ExternalFiles)
        {
            FileInfo data = new(System.IO.Path.Combine(folder, location));
            if (!data.Exists) problems.Add($"{data.FullName}: the file, which holds weights of {Path}, is missing.");
            else if (data.Length < needed)
                problems.Add($"{data.FullName}: the file is cut off: it has {data.Length} bytes, {Path} needs {needed}.");
            if (data.Exists) bytes += data.Length;
        }

        return new GraphInspection(Name, Path, file) { Bytes = bytes, Parameters = file.Parameters, WeightType = file.WeightType };
    }

    /// <summary>Read once: the parameters are asked for when a change is bound, and the graph when it is loaded.</summary>
    private OnnxBinding Binding => _binding ??= new(OnnxWeights.Read(Path), context?.KnownParameters(Name, Config) ?? []);
}
