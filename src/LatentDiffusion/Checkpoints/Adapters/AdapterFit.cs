using LatentDiffusion.Errors;

namespace LatentDiffusion.Checkpoints;

/// <summary>Whether the tensors of an adapted layer are those of a change of the model's layer.</summary>
internal static class AdapterFit
{
    /// <summary>The weights and biases that a layer changes, or null where it cannot.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="known">What the component has.</param>
    /// <param name="fault">Why it cannot.</param>
    public static IReadOnlyList<AdapterTarget>? TargetsOf(AdapterLayer layer, AdapterTargets known, out string? fault)
    {
        IReadOnlyList<AdapterTarget> weights = AdapterKind.ChangesWeight(layer) ? WeightsOf(layer, known) : [];
        IReadOnlyList<AdapterTarget> biases = BiasChange.IsIn(layer) ? known.BiasesOf(layer.Name) : [];
        fault = Fault(layer, weights, biases, known);
        return fault is null ? [.. weights, .. biases] : null;
    }

    private static IReadOnlyList<AdapterTarget> WeightsOf(AdapterLayer layer, AdapterTargets known)
    {
        IReadOnlyList<AdapterTarget> all = known.Of(layer.Name);
        if (!layer.IsOfFirstRows || layer.Tensors.GetValueOrDefault("lora_up")?.Shape is not [var rows, ..]) return all;
        return
        [
            .. all.Where(target => target.Rows is var (first, count) && first + count <= rows)
                .Select(target => target with { Shape = [rows, .. target.Shape[1..]] }),
        ];
    }

    private static string? Fault(
        AdapterLayer layer, IReadOnlyList<AdapterTarget> weights, IReadOnlyList<AdapterTarget> biases, AdapterTargets known)
    {
        string tensors = Listing.Of([.. layer.Tensors.Values.Select(t => $"{Shown.Of(t.Key)}: {t}")]), name = Shown.Of(layer.Name);
        AdapterKind? kind = AdapterKind.Of(layer);
        if (AdapterKind.ChangesWeight(layer))
        {
            if (kind is null) return $"'{name}' {AdapterKind.Misfit(layer)} ({tensors})";
            if (weights.Count == 0) return $"'{name}' has no such weight in the model ({tensors})";
            if (weights.FirstOrDefault(t => !kind.Matches(layer, t.Shape) || !Magnitude.Matches(layer, t.Shape)) is { } other)
                return $"'{name}' is {Text(other.Shape)} in the model ({tensors})";
            if (!kind.CanBeCut && weights.Any(t => t.Rows is not null || t.SwappedHalves))
                return $"'{name}' is parts of several layers in the model, which this kind of adapter cannot change ({tensors})";
        }

        if (BiasChange.IsNeeded(layer) && biases.Count == 0) return $"'{name}' has no bias in the model ({tensors})";
        return biases.FirstOrDefault(t => !BiasChange.Matches(layer, t)) is { } bias
            ? $"the bias of '{name}' is {Text(bias.Shape)} in the model ({tensors})" : null;
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
