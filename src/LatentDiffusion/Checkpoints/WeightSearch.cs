using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Finds the tensors of a checkpoint that are the parameters of a template, whatever stands before their names.</summary>
/// <param name="template">The template.</param>
/// <param name="component">Name of the component.</param>
/// <param name="weights">The checkpoint.</param>
internal sealed class WeightSearch(GraphTemplate template, string component, Weights weights)
{
    private readonly ComponentKeys _keys = new(weights, KeyPrefixes.Of(component, template.OriginalPrefixes));

    /// <summary>The parameters that are there, in the names of the libraries or of the original code, of which more are there.</summary>
    /// <exception cref="ModelFormatException">A parameter is there twice, with different values; the message names both.</exception>
    public IReadOnlyList<BoundParameter> Find()
    {
        var library = Candidates(p => p.LibraryKeys);
        var original = Candidates(p => p.OriginalKeys);
        bool isOriginal = original.Count > library.Count;
        var (chosen, others) = isOriginal ? (original, library) : (library, original);
        string[] prefixes = ByFrequency(chosen);
        List<BoundParameter> found = [];
        using SameValues same = new();
        foreach (TemplateParameter parameter in template.Parameters)
        {
            var candidates = chosen.GetValueOrDefault(parameter.Name) ?? [];
            if (ImpliedProjection.For(parameter, prefixes.FirstOrDefault(), weights) is { } implied)
            {
                found.Add(implied with { Copies = [.. candidates.Select(c => c.Bound.Tensor.Key)] });
                continue;
            }

            if (candidates.Count == 0) continue;
            var best = candidates.OrderBy(c => c.Bound.Fault is null ? 0 : 1).ThenBy(c => Array.IndexOf(prefixes, c.Prefix)).First();
            List<string> copies = [];
            foreach (var (_, other) in candidates.Concat(others.GetValueOrDefault(parameter.Name) ?? []))
            {
                if (other.Fault is not null || best.Bound.Fault is not null) continue;
                if (!same.Are(best.Bound, other)) throw Twice(best.Bound, other);
                if (other.Tensor.Key != best.Bound.Tensor.Key) copies.Add(other.Tensor.Key);
            }

            found.Add(best.Bound with { Copies = copies });
        }

        return found;
    }

    /// <summary>What may be each parameter, by its name.</summary>
    private Dictionary<string, List<(string Prefix, BoundParameter Bound)>> Candidates(
        Func<TemplateParameter, IReadOnlyList<StoredLayout>> names)
    {
        Dictionary<string, List<(string Prefix, BoundParameter Bound)>> candidates = new(StringComparer.Ordinal);
        foreach (TemplateParameter parameter in template.Parameters)
        {
            List<(string Prefix, BoundParameter Bound)> found =
            [
                .. names(parameter).SelectMany(
                    layout => _keys.All(layout.Key).Select(at => (at.Prefix, Bind(parameter, at.Tensor, layout)))),
            ];
            if (found.Count > 0) candidates[parameter.Name] = found;
        }

        return candidates;
    }

    private BoundParameter Bind(TemplateParameter parameter, StoredTensor tensor, StoredLayout layout) => new(
        template.IsVocabulary(parameter) ? parameter.OfRows(tensor) : parameter, tensor, layout with { Key = tensor.Key });

    /// <summary>Prefixes, those of most parameters first.</summary>
    private static string[] ByFrequency(Dictionary<string, List<(string Prefix, BoundParameter Bound)>> candidates) =>
        [
            .. candidates.Values.SelectMany(found => found.Select(c => c.Prefix)).CountBy(prefix => prefix)
                .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => count.Key),
        ];

    private ModelFormatException Twice(BoundParameter one, BoundParameter other) => new(
        $"{weights.Path}: the file holds '{component}' twice, or parts of it, with different weights: '{Shown.Of(one.Tensor.Key)}' and "
        + $"'{Shown.Of(other.Tensor.Key)}' are both its '{one.Parameter.Name}'. Keep one of them.");
}
