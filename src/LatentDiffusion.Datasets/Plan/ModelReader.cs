using Tomlyn.Model;

namespace LatentDiffusion.Datasets;

/// <summary>Reads the models of a plan.</summary>
internal static class ModelReader
{
    private const double LargestScale = 100;

    /// <summary>Reads them; without any there is one that the caller brings.</summary>
    public static Choices<ModelSettings> Read(PlanTable plan, string folder)
    {
        List<(ModelSettings Value, double Weight)> models = [];
        foreach (object value in plan.Values("models"))
        {
            plan.Require(value is string or TomlTable, "models", $"must hold texts and tables, not {PlanTable.Kind(value)}");
            if (value is string path)
            {
                models.Add((new ModelSettings(NameOf(path), Local(folder, path), []), 1));
                continue;
            }

            PlanTable table = plan.Inner("models", (TomlTable)value);
            string? from = table.Text("path");
            string name = table.Text("name") ?? (from is null ? "model" : NameOf(from));
            models.Add((
                new ModelSettings(name, from is null ? null : Local(folder, from), Adapters(table, folder)), table.Number("weight") ?? 1));
            table.RequireAllRead();
        }

        if (models.Count == 0) return Choices<ModelSettings>.Only(new ModelSettings("model", null, []));
        string? twice = models.GroupBy(m => m.Value.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        plan.Require(twice is null, "models", $"holds two of the name '{Shown.Of(twice)}'; give one a 'name' of its own");
        return PlanValues.Weighted(plan, "models", models);
    }

    private static IReadOnlyList<AdapterSettings> Adapters(PlanTable model, string folder)
    {
        List<AdapterSettings> adapters = [];
        foreach (object value in model.Values("adapters"))
        {
            model.Require(value is string or TomlTable, "adapters", $"must hold texts and tables, not {PlanTable.Kind(value)}");
            PlanTable? table = value is TomlTable described ? model.Inner("adapters", described) : null;
            string path = value as string ?? table!.RequiredText("path");
            NumberDistribution scale = table?.Distribution("scale", -LargestScale, LargestScale)
                ?? new NumberDistribution.Of(Choices<double>.Only(1));
            string name = table?.Text("name") ?? NameOf(path);
            table?.RequireAllRead();
            model.Require(adapters.All(a => a.Name != name), "adapters", $"holds two of the name '{Shown.Of(name)}'");
            adapters.Add(new AdapterSettings(name, Local(folder, path), scale));
        }

        return adapters;
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));

    /// <summary>A path where there is something, else the name, which the caller may know.</summary>
    private static string Local(string folder, string path) =>
        Path.Exists(PlanReader.PathOf(folder, path)) ? PlanReader.PathOf(folder, path) : path;
}
