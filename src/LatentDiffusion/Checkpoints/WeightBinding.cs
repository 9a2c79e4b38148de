using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Finds the tensors of a checkpoint for the parameters of a template, and composes the model that ONNX Runtime loads.</summary>
internal sealed class WeightBinding
{
    private const int Listed = 8;
    private readonly GraphTemplate _template;
    private readonly Weights _weights;
    private readonly List<BoundParameter> _bound;
    private readonly string[] _missing;

    private WeightBinding(GraphTemplate template, Weights weights, IEnumerable<BoundParameter> found)
    {
        (_template, _weights, _bound) = (template, weights, [.. found]);
        _missing = [.. template.Parameters.Select(p => p.Name).Except(_bound.Select(b => b.Parameter.Name))];
    }

    /// <summary>The bound parameters.</summary>
    public IReadOnlyList<BoundParameter> Parameters => _bound;

    /// <summary>Keys of the checkpoint that are no parameter of the graph.</summary>
    public IEnumerable<string> LeftOver => _weights.Tensors.Keys.Except(_bound.Select(b => b.Tensor.Key)).Order(StringComparer.Ordinal);

    /// <summary>Binds a checkpoint, whether it has the names of the libraries or the original ones.</summary>
    /// <param name="template">The template.</param>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="component">Name of the component; null for what the template calls it.</param>
    /// <exception cref="ModelFormatException">
    /// Parameters are missing, there twice, or of another shape or type; the message lists them.
    /// </exception>
    public static WeightBinding Create(GraphTemplate template, Weights weights, string? component = null)
    {
        WeightBinding binding = new(template, weights, new WeightSearch(template, component ?? template.Component, weights).Find());
        binding.Check();
        binding.Qualify();
        return binding;
    }

    /// <summary>The graph, whose nodes read all weights in float32.</summary>
    /// <exception cref="ModelFormatException">The template is damaged.</exception>
    public OpenGraph Open() => new(
        _template.Model(),
        _bound.ToDictionary(b => b.Parameter.Name, b => new OpenWeight(DataType.Float, b.Parameter.Count), StringComparer.Ordinal));

    /// <summary>Gives the weights the scales that stand beside them.</summary>
    private void Qualify()
    {
        WeightQualifiers qualifiers = new WeightQualifiers(_weights, _bound.SelectMany(b => b.Keys).ToHashSet()).Read();
        if (qualifiers.Faults.Count > 0)
            throw new ModelFormatException($"{_weights.Path}: {Listing.Of(qualifiers.Faults, Listed)}.");
        for (int i = 0; i < _bound.Count; i++)
            if (!_bound[i].IsIdentity) _bound[i] = _bound[i] with { Scale = qualifiers.ScaleOf(_bound[i].Tensor) };
    }

    private void Check()
    {
        string[] faults = [.. _bound.Select(b => b.Fault).OfType<string>()];
        if (faults.Length > 0)
            throw new ModelFormatException(
                $"{_weights.Path}: not the weights of the {_template.ClassName} '{_template.Component}': {Listing.Of(faults, Listed)}.");
        if (_missing.Length == 0) return;
        string[] left = [.. LeftOver];
        throw new ModelFormatException(
            $"{_weights.Path}: {_missing.Length} of {_template.Parameters.Count} weights of the {_template.ClassName} "
            + $"'{_template.Component}' are missing: {Listing.Of(_missing, Listed)}. "
            + (left.Length == 0 ? "Every tensor that is there was used." : $"Not used: {Listing.Of(left, Listed)}."));
    }
}
