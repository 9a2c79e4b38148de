namespace LatentDiffusion.Datasets;

/// <summary>Reads what samples must be like.</summary>
internal static class QualityReader
{
    private const int HashBits = 64;

    /// <summary>Reads the table; without one, pictures must not be uniform.</summary>
    /// <param name="table">The table, or null.</param>
    /// <param name="folder">What paths are relative to.</param>
    public static QualitySettings Read(PlanTable? table, string folder)
    {
        if (table is null) return new QualitySettings();
        QualitySettings quality = new()
        {
            Attempts = (int)(table.Whole("attempts", 1, 1000) ?? 10),
            Deviation = table.Number("deviation", 0, 127.5) ?? 2,
            Classifier = Gate(table.Table("classifier"), "probability", 0, 1, folder),
            Clip = Gate(table.Table("clip"), "score", -100, 100, folder),
            Feature = Gate(table.Table("feature"), "cosine", -1, 1, folder),
            Memorisation = Memorisation(table.Table("memorisation"), folder),
            Duplicates = Duplicates(table.Table("duplicates"), folder),
        };
        table.RequireAllRead();
        return quality;
    }

    private static NetworkGateSettings? Gate(PlanTable? table, string value, double least, double most, string folder)
    {
        if (table is null) return null;
        NetworkGateSettings gate = new(
            Folder(table, "network", folder)!, table.Number(value, least, most) ?? throw table.Fault(value, "must be there"));
        table.RequireAllRead();
        return gate;
    }

    private static MemorisationSettings? Memorisation(PlanTable? table, string folder)
    {
        if (table is null) return null;
        MemorisationSettings gate = new(
            Folder(table, "network", folder)!, Folder(table, "folder", folder)!, table.Number("cosine", -1, 1) ?? 0.95);
        table.RequireAllRead();
        return gate;
    }

    private static DuplicateSettings? Duplicates(PlanTable? table, string folder)
    {
        if (table is null) return null;
        DuplicateSettings gate = new(
            (int)(table.Whole("distance", 0, HashBits / 2) ?? 4), Folder(table, "network", folder, required: false),
            table.Number("cosine", -1, 1) ?? 0.95, table.Number("spare", 0, 1) ?? 0);
        table.Require(gate.Network is not null || !table.Has("cosine"), "cosine", "needs 'network' beside it");
        table.RequireAllRead();
        return gate;
    }

    private static string? Folder(PlanTable table, string key, string folder, bool required = true)
    {
        if ((required ? table.RequiredText(key) : table.Text(key)) is not { } path) return null;
        string full = PlanReader.PathOf(folder, path);
        table.Require(Directory.Exists(full), key, $"is '{Shown.Of(full)}'; there is no such folder");
        return full;
    }
}
