namespace LatentDiffusion;

/// <summary>Puts changes of weights into a graph that was exported with them, where it kept the names of PyTorch.</summary>
/// <param name="file">The graph and its weights.</param>
/// <param name="known">Parameters of the template for the same architecture, which knows more names; empty where there is none.</param>
internal sealed class OnnxBinding(OnnxWeights file, IReadOnlyList<TemplateParameter> known)
{
    private readonly Dictionary<string, TemplateParameter> _known = known.ToDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>The weights.</summary>
    public IReadOnlyList<TemplateParameter> Parameters => field ??= [.. file.Tensors.Values.Select(ParameterOf)];

    /// <summary>Composes the model.</summary>
    /// <param name="changes">What is done to parameters, in this order.</param>
    /// <exception cref="ModelFormatException">The graph has no weight that a change is for.</exception>
    public BoundGraph Compose(IReadOnlyList<IWeightChange> changes)
    {
        if (!changes.All(c => Parameters.Any(c.Touches)))
            throw new ModelFormatException(
                $"{file.Path}: the graph did not keep the names of its weights, so that they cannot be changed. "
                + "Export it with latent-diffusion-export.");
        string folder = WeightBinding.CommonFolder(
            file.Tensors.Values.Select(t => t.File).Concat(changes.SelectMany(c => c.Files)).Distinct(StringComparer.Ordinal));
        GraphPrefix prefix = new(folder);
        foreach (TemplateParameter parameter in Parameters)
        {
            StoredTensor tensor = file.Tensors[parameter.Name];
            IWeightChange[] touching = [.. changes.Where(c => c.Touches(parameter))];
            if (touching.Length == 0) prefix.External(parameter.Name, tensor, tensor.Shape);
            else Change(prefix, parameter, tensor, touching);
        }

        return new BoundGraph(prefix.Before(file.Model), folder);
    }

    private void Change(GraphPrefix prefix, TemplateParameter parameter, StoredTensor tensor, IWeightChange[] changes)
    {
        string name = parameter.Name, last = file.KeepsType(name) && tensor.Type != StoredType.Float32 ? $"{name}/changed" : name;
        new BoundParameter(parameter, tensor, new StoredLayout(name)).DeclareChanged(prefix, changes, last);
        if (last != name) prefix.Node("Cast", [last], name, GraphPrefix.Integer("to", tensor.Type.OnnxType));
    }

    private TemplateParameter ParameterOf(StoredTensor tensor) =>
        _known.TryGetValue(tensor.Key, out TemplateParameter? parameter) && parameter.Shape.SequenceEqual(tensor.Shape)
            ? parameter : TemplateParameter.OfGraph(tensor);
}
