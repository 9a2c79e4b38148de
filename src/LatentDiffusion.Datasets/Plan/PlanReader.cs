using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>Reads the file of a plan.</summary>
internal static class PlanReader
{
    private const int LargestShard = 1_000_000, LongestName = 100;

    /// <summary>Reads and checks a plan.</summary>
    /// <exception cref="PlanException">It breaks a rule.</exception>
    public static PlanSettings Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file, StrictUtf8.Encoding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new PlanException(file, 0, $"expected the plan of a data set: {Shown.Cause(e)}", e);
        }

        return Read(file, text);
    }

    /// <summary>Reads and checks the text of a plan.</summary>
    public static PlanSettings Read(string file, string text)
    {
        PlanTable plan = PlanTable.Parse(file, text);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        IReadOnlyDictionary<string, Choices<string>> attributes = Attributes(plan);
        PromptReader prompts = new(attributes, folder);
        Choices<TemplateSettings> templates = prompts.Read(plan) ?? prompts.OfClass();
        PlanTable? image = plan.Table("image");
        PlanSettings settings = new()
        {
            File = file,
            Name = Safe(plan, "name", plan.RequiredText("name")),
            Description = plan.Text("description") ?? "",
            License = plan.Text("license"),
            Seed = plan.Whole("seed", 0, long.MaxValue) ?? 0,
            ShardSize = (int)(plan.Whole("shard_size", 1, LargestShard) ?? 1000),
            Formats = Formats(plan),
            Splits = Splits(plan),
            Attributes = attributes,
            Templates = templates,
            Classes = new ClassReader(plan, prompts, folder).Read(),
            Models = ModelReader.Read(plan, folder),
            Draw = DrawReader.Read(plan.Table("draw")),
            Format = image?.Name<ImageFormat>("format") ?? ImageFormat.Png,
            Quality = (int)(image?.Whole("quality", 0, 100) ?? 95),
            Gates = QualityReader.Read(plan.Table("quality"), folder),
        };
        image?.RequireAllRead();
        plan.RequireAllRead();
        if (settings.FaultOf(settings.Formats) is { } fault) throw plan.Fault("formats", fault);
        return settings;
    }

    /// <summary>A name that goes into names of files: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string Safe(PlanTable table, string key, string name)
    {
        bool safe = name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        table.Require(
            safe, key,
            $"is '{Shown.Of(name)}'; a name has 1 to {LongestName} letters of English, digits, '-' and '_', as files are named by it");
        return name;
    }

    /// <summary>A path, which is relative to the plan.</summary>
    public static string PathOf(string folder, string path) => Path.GetFullPath(Path.Combine(folder, path));

    private static Dictionary<string, Choices<string>> Attributes(PlanTable plan)
    {
        Dictionary<string, Choices<string>> attributes = new(StringComparer.Ordinal);
        if (plan.Table("attributes") is not { } table) return attributes;
        foreach (string key in table.Keys)
        {
            table.Require(key != PromptTemplate.ClassPlace, key, "is the place of the class; an attribute needs another name");
            attributes[key] = table.Texts(key)!;
        }

        return attributes;
    }

    private static IReadOnlyList<DatasetFormat> Formats(PlanTable plan)
    {
        List<DatasetFormat> formats = [];
        foreach (object value in plan.Values("formats"))
        {
            bool known = EnumWord.TryRead(value as string, out DatasetFormat format);
            plan.Require(known, "formats", $"holds {PlanTable.Kind(value)}; it must hold some of {PlanTable.Names<DatasetFormat>()}");
            plan.Require(!formats.Contains(format), "formats", $"holds {PlanTable.Kind(value)} twice");
            formats.Add(format);
        }

        return formats;
    }

    private static IReadOnlyList<(string Name, double Share)> Splits(PlanTable plan)
    {
        if (plan.Table("splits") is not { } table) return [("train", 1)];
        List<(string Name, double Share)> splits = [.. table.Keys.Select(k => (Safe(table, k, k), table.Number(k, 0, 1)!.Value))];
        foreach (var (name, share) in splits)
        {
            table.Require(share > 0, name, "is 0; a split has a share above 0");
            table.Require(
                !name.EndsWith("-spare", StringComparison.Ordinal), name,
                "must not end in '-spare', as the shards of spare samples do");
            string? same = splits.TakeWhile(s => s.Name != name).Select(s => s.Name)
                .FirstOrDefault(n => YoloWriter.KeyOf(n).Equals(YoloWriter.KeyOf(name), StringComparison.OrdinalIgnoreCase));
            table.Require(
                same is null, name,
                $"cannot stand beside '{same}': files are named by splits, whose case does not count everywhere, and YOLO's 'val' is "
                + "'validation'");
        }

        double sum = splits.Sum(s => s.Share);
        plan.Require(Math.Abs(sum - 1) < 1e-9, "splits", FormattableString.Invariant($"sum up to {sum}; they must sum up to 1"));
        return splits;
    }
}
