namespace LatentDiffusion;

/// <summary>A graph that is put together from a template and the weights of a checkpoint.</summary>
/// <param name="name">Name of the component.</param>
/// <param name="files">Its small files.</param>
/// <param name="path">Path of the checkpoint.</param>
/// <param name="weights">Opens it.</param>
/// <param name="context">The templates, and what is done to the weights.</param>
internal sealed class CheckpointSource(
    string name, ModelFiles files, string path, Func<Weights> weights, CheckpointContext context) : GraphSource(name, files)
{
    private WeightBinding? _binding;
    private GraphTemplate? _template;

    /// <inheritdoc/>
    public override string Path => path;

    private GraphTemplate Template => _template ??= context.TemplateFor(Name, Config);

    private IEnumerable<StoredTensor> Tensors => Binding.Parameters.Select(p => p.Tensor).Distinct();

    private WeightBinding Binding => _binding ??= WeightBinding.Create(Template, weights());

    /// <inheritdoc/>
    public override IReadOnlyList<TemplateParameter> Parameters => Template.Parameters;

    /// <inheritdoc/>
    public override void Require() => _ = Binding;

    /// <inheritdoc/>
    public override long Bytes => Tensors.Sum(t => t.Length);

    /// <inheritdoc/>
    public override OnnxGraph Load(PipelineOptions options) =>
        OnnxGraph.Load(Name, path, Binding.Compose(context.ChangesOf(Name)), options);

    /// <inheritdoc/>
    public override GraphInspection Inspect(List<string> problems)
    {
        OnnxFile graph = OnnxFile.Read(Template.Path, () => new MemoryStream(Template.Model()));
        return new GraphInspection(Name, path, graph)
        {
            LeftOver = [.. Binding.LeftOver],
            Bytes = Bytes,
            Parameters = Template.Parameters.Sum(p => p.Shape.Aggregate(1L, (product, size) => product * size)),
            WeightType = OnnxElementType.Name(Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Length))!.Key.OnnxType),
        };
    }
}
