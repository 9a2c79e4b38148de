using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A graph that is put together from a template and the weights of a checkpoint.</summary>
/// <param name="name">Name of the component.</param>
/// <param name="files">Its small files.</param>
/// <param name="path">Path of the checkpoint.</param>
/// <param name="weights">Opens it.</param>
/// <param name="context">The templates, and what is done to the weights.</param>
internal sealed class CheckpointSource(
    string name, ModelFiles files, string path, Func<Weights> weights, CheckpointContext context) : GraphSource(name, files)
{
    private readonly Lazy<Weights> _weights = new(weights, LazyThreadSafetyMode.PublicationOnly); // which keeps no failure
    private WeightBinding? _binding;
    private GraphTemplate? _template;

    /// <inheritdoc/>
    public override string Path => path;

    private GraphTemplate Template => _template ??= context.TemplateFor(Name, Config);

    /// <summary>The tensors of the checkpoint, not only of this component where it holds several.</summary>
    public Weights Weights => _weights.Value;

    private IEnumerable<StoredTensor> Tensors => Binding.Parameters.Select(p => p.Tensor).Distinct();

    private WeightBinding Binding => _binding ??= WeightBinding.Create(Template, Weights, Name);

    /// <inheritdoc/>
    public override IReadOnlyList<TemplateParameter> Parameters => [.. Binding.Parameters.Select(p => p.Parameter)];

    /// <inheritdoc/>
    public override void Require() => _ = Binding;

    /// <inheritdoc/>
    public override long Bytes => Tensors.Sum(t => t.Length);

    /// <inheritdoc/>
    public override IEnumerable<string> WeightFiles => Weights.Tensors.Values.Select(t => t.File).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override GraphInspection Inspect(List<string> problems) => GraphInspection.Of(Name, path, Template.Model(), Bytes).WithWeights(
        Parameters.Sum(p => p.Count),
        (DataType)Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Length))!.Key.OnnxType,
        [.. Binding.LeftOver]);

    /// <inheritdoc/>
    protected override T Use<T>(Func<OpenGraph, IReadOnlyList<BoundParameter>, IReadOnlyList<IWeightChange>, T> use) =>
        use(Binding.Open(), Binding.Parameters, context.ChangesOf(Name));
}
