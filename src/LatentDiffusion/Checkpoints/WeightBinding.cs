namespace LatentDiffusion;

/// <summary>Finds the tensors of a checkpoint for the parameters of a template, and composes the model that ONNX Runtime loads.</summary>
internal sealed class WeightBinding
{
    private const int Listed = 8;
    private readonly GraphTemplate _template;
    private readonly Weights _weights;
    private readonly List<BoundParameter> _bound = [];
    private readonly List<string> _missing = [];

    private WeightBinding(GraphTemplate template, Weights weights, Func<TemplateParameter, IReadOnlyList<StoredLayout>> keys)
    {
        (_template, _weights) = (template, weights);
        foreach (TemplateParameter parameter in template.Parameters)
        {
            if (keys(parameter).FirstOrDefault(l => weights.Tensors.ContainsKey(l.Key)) is not { } layout) _missing.Add(parameter.Name);
            else _bound.Add(new BoundParameter(parameter, weights.Tensors[layout.Key], layout));
        }
    }

    /// <summary>The bound parameters.</summary>
    public IReadOnlyList<BoundParameter> Parameters => _bound;

    /// <summary>Keys of the checkpoint that are no parameter of the graph.</summary>
    public IEnumerable<string> LeftOver => _weights.Tensors.Keys.Except(_bound.Select(b => b.Tensor.Key)).Order(StringComparer.Ordinal);

    /// <summary>Binds a checkpoint, whether it has the names of the libraries or the original ones.</summary>
    /// <exception cref="ModelFormatException">Parameters are missing, or of another shape or type; the message lists them.</exception>
    public static WeightBinding Create(GraphTemplate template, Weights weights)
    {
        WeightBinding library = new(template, weights, p => p.LibraryKeys), original = new(template, weights, p => p.OriginalKeys);
        WeightBinding binding = original._missing.Count < library._missing.Count ? original : library;
        binding.Check();
        return binding;
    }

    /// <summary>Composes the model.</summary>
    /// <param name="changes">What is done to parameters, in this order.</param>
    public BoundGraph Compose(IReadOnlyList<IWeightChange> changes)
    {
        string folder = CommonFolder(
            _bound.Select(b => b.Tensor.File).Concat(changes.SelectMany(c => c.Files)).Distinct(StringComparer.Ordinal));
        GraphPrefix prefix = new(folder);
        foreach (BoundParameter bound in _bound)
            bound.DeclareChanged(prefix, [.. changes.Where(c => c.Touches(bound.Parameter))], bound.Parameter.Name);

        return new BoundGraph(prefix.Before(_template.Model()), folder);
    }

    /// <summary>The folder in which all of several files lie, at some depth.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public static string CommonFolder(IEnumerable<string> files)
    {
        string? common = null;
        foreach (string file in files)
        {
            common ??= Path.GetDirectoryName(file)!;
            while (!IsInside(common, file))
                common = Path.GetDirectoryName(common)
                    ?? throw new ModelFormatException($"{file}: the files of one component must lie on one drive.");
        }

        return common ?? Path.GetTempPath();
    }

    private static bool IsInside(string folder, string file) =>
        Path.GetRelativePath(folder, file) is var relative
        && !Path.IsPathRooted(relative)
        && !relative.StartsWith("..", StringComparison.Ordinal);

    private void Check()
    {
        string[] faults = [.. _bound.Select(b => b.Fault).OfType<string>()];
        if (faults.Length > 0)
            throw new ModelFormatException(
                $"{_weights.Path}: not the weights of the {_template.ClassName} '{_template.Component}': {Listing.Of(faults, Listed)}.");
        if (_missing.Count == 0) return;
        string[] left = [.. LeftOver];
        throw new ModelFormatException(
            $"{_weights.Path}: {_missing.Count} of {_template.Parameters.Count} weights of the {_template.ClassName} "
            + $"'{_template.Component}' are missing: {Listing.Of(_missing, Listed)}. "
            + (left.Length == 0 ? "Every tensor that is there was used." : $"Not used: {Listing.Of(left, Listed)}."));
    }
}
