using Tomlyn.Model;

namespace LatentDiffusion.Datasets;

/// <summary>Values of a plan that stand for several: choices with weights, and distributions.</summary>
internal static class PlanValues
{
    /// <summary>
    /// One text, a list of texts and of <c>{ value, weight }</c>, or a table of texts and their weights; null where the key is not there.
    /// </summary>
    public static Choices<string>? Texts(this PlanTable table, string key)
    {
        if (table.Value(key) is TomlTable weights && !weights.ContainsKey("value"))
        {
            PlanTable inner = table.Table(key)!;
            return Weighted(table, key, [.. inner.Keys.Select(k => (k, inner.Number(k)!.Value))]);
        }

        return Several(table, key, (holder, name, value) => value as string
            ?? throw holder.Fault(name, $"must hold texts, not {PlanTable.Kind(value)}"));
    }

    /// <summary>
    /// A number, a list of numbers and of <c>{ value, weight }</c>, <c>{ from, to }</c>, or <c>{ mean, deviation, from, to }</c>; null
    /// where the key is not there.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most.</param>
    public static NumberDistribution? Distribution(this PlanTable table, string key, double least, double most)
    {
        NumberDistribution? numbers = table.Value(key) is TomlTable one && !one.ContainsKey("value")
            ? Range(table.Table(key)!)
            : Several(table, key, (holder, name, value) => holder.NumberOf(name, value)) is { } choices
                ? new NumberDistribution.Of(choices) : null;
        if (numbers is not null)
            table.Require(
                numbers.Least >= least && numbers.Most <= most, key,
                FormattableString.Invariant($"is from {numbers.Least} to {numbers.Most}; it must be within {least} to {most}"));
        return numbers;
    }

    /// <summary>As <see cref="Distribution"/>, of whole numbers.</summary>
    public static NumberDistribution? WholeDistribution(this PlanTable table, string key, int least, int most)
    {
        NumberDistribution? numbers = table.Distribution(key, least, most);
        table.Require(numbers?.IsWhole ?? true, key, "must be of whole numbers");
        return numbers;
    }

    /// <summary>Choices with weights.</summary>
    public static Choices<T> Weighted<T>(PlanTable table, string key, IReadOnlyList<(T Value, double Weight)> items)
    {
        table.Require(items.Count > 0, key, "must not be empty");
        foreach (var (_, weight) in items)
            table.Require(
                weight > 0 && double.IsFinite(weight), key, FormattableString.Invariant($"has the weight {weight}; it must be above 0"));
        return new Choices<T>([.. items.Select(i => i.Value)], [.. items.Select(i => i.Weight)]);
    }

    private static NumberDistribution Range(PlanTable table)
    {
        double from = table.Number("from") ?? throw table.Fault("from", "must be there"), to = table.Number("to")
            ?? throw table.Fault("to", "must be there");
        table.Require(from < to, "to", FormattableString.Invariant($"is {to}; it must be above 'from', which is {from}"));
        double? mean = table.Number("mean", from, to), deviation = table.Number("deviation");
        table.RequireAllRead();
        if (mean is null && deviation is null) return new NumberDistribution.Uniform(from, to);
        table.Require(mean is not null, "deviation", "needs 'mean' beside it");
        table.Require(deviation > 0, deviation is null ? "mean" : "deviation", "needs a 'deviation' above 0");
        return new NumberDistribution.Normal(mean!.Value, deviation!.Value, from, to);
    }

    private static Choices<T>? Several<T>(PlanTable table, string key, Func<PlanTable, string, object, T> read)
    {
        if (!table.Has(key)) return null;
        List<(T, double)> items = [];
        foreach (object value in table.Values(key))
        {
            if (value is not TomlTable pair)
            {
                items.Add((read(table, key, value), 1));
                continue;
            }

            PlanTable inner = table.Inner(key, pair);
            object chosen = inner.Value("value") ?? throw inner.Fault("value", "must be there");
            items.Add((read(inner, "value", chosen), inner.Number("weight") ?? 1));
            inner.RequireAllRead();
        }

        return Weighted(table, key, items);
    }
}
