using Tomlyn.Model;

namespace LatentDiffusion.Datasets;

/// <summary>Reads the classes of a plan: texts, or tables that say more; what they leave open the plan says for all.</summary>
/// <param name="plan">The plan.</param>
/// <param name="prompts">Reads templates.</param>
/// <param name="folder">What paths are relative to.</param>
internal sealed class ClassReader(PlanTable plan, PromptReader prompts, string folder)
{
    private const long Most = 1L << 40;

    /// <summary>Reads them.</summary>
    public IReadOnlyList<ClassSettings> Read()
    {
        Defaults defaults = new(
            plan.Whole("count", 0, Most), plan.Whole("fill", 0, Most), plan.Name<DatasetMode>("mode") ?? DatasetMode.Text,
            plan.Text("real"), plan.Text("masks"), plan.Text("controls"));
        plan.Require(defaults.Count is null || defaults.Fill is null, "fill", "and 'count' exclude each other");
        List<ClassSettings> classes = [];
        foreach (object value in plan.Values("classes"))
        {
            plan.Require(value is string or TomlTable, "classes", $"must hold texts and tables, not {PlanTable.Kind(value)}");
            PlanTable? table = value is TomlTable described ? plan.Inner("classes", described) : null;
            ClassSettings made = Class(table, value as string, defaults);
            if (classes.Any(c => string.Equals(c.Name, made.Name, StringComparison.OrdinalIgnoreCase)))
                throw new PlanException(plan.File, made.Line, $"there are two classes '{made.Name}'.");
            classes.Add(made);
        }

        plan.Require(classes.Count > 0, "classes", "must be there, and hold at least one class");
        return classes;
    }

    private ClassSettings Class(PlanTable? table, string? text, Defaults defaults)
    {
        PlanTable at = table ?? plan;
        string key = table is null ? "classes" : "name";
        string name = PlanReader.Safe(at, key, text ?? table!.RequiredText("name"));
        long? count = table?.Whole("count", 0, Most), fill = table?.Whole("fill", 0, Most);
        at.Require(count is null || fill is null, "fill", "and 'count' exclude each other");
        ClassSettings made = new()
        {
            Name = name,
            Title = table?.Text("title") ?? name.Replace('_', ' ').Replace('-', ' '),
            Line = at.LineOf(key),
            Count = count ?? (fill is null ? defaults.Count : null),
            Fill = fill ?? (count is null ? defaults.Fill : null),
            Mode = table?.Name<DatasetMode>("mode") ?? defaults.Mode,
            Real = Folder(at, "real", table?.Text("real") ?? defaults.Real, name),
            Masks = Folder(at, "masks", table?.Text("masks") ?? defaults.Masks, name),
            Controls = Folder(at, "controls", table?.Text("controls") ?? defaults.Controls, name),
            Logit = (int?)table?.Whole("logit", 0, int.MaxValue),
            Templates = table is null ? null : prompts.Read(table),
        };
        table?.RequireAllRead();
        Check(at, key, made);
        return made;
    }

    private static void Check(PlanTable at, string key, ClassSettings made)
    {
        at.Require(
            made.Count is not null || made.Fill is not null, key,
            $"'{made.Name}' needs a 'count' or a 'fill', of its own or of the plan");
        bool starts = made.Mode is DatasetMode.Variations or DatasetMode.Inside or DatasetMode.Outside;
        string mode = made.Mode.ToString().ToLowerInvariant();
        at.Require(!starts || made.Real is not null, key, $"'{made.Name}' needs 'real', a folder of pictures, for the mode {mode}");
        at.Require(
            made.Mode is not (DatasetMode.Inside or DatasetMode.Outside) || made.Masks is not null, key,
            $"'{made.Name}' needs 'masks', a folder, for the mode {mode}");
        at.Require(
            made.Mode != DatasetMode.Control || made.Controls is not null, key,
            $"'{made.Name}' needs 'controls', a folder, for the mode control");
    }

    /// <summary>A folder; <c>{class}</c> in it stands for the name of the class.</summary>
    private string? Folder(PlanTable at, string key, string? path, string name)
    {
        if (path is null) return null;
        string full = PlanReader.PathOf(folder, path.Replace("{class}", name, StringComparison.Ordinal));
        PlanTable holder = at.Keys.Contains(key) ? at : plan;
        holder.Require(Directory.Exists(full), key, $"is '{Shown.Of(full)}'; there is no such folder");
        return full;
    }

    private sealed record Defaults(long? Count, long? Fill, DatasetMode Mode, string? Real, string? Masks, string? Controls);
}
