using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>
/// <c>yolo/images/SPLIT/KEY.png</c> with <c>yolo/labels/SPLIT/KEY.txt</c>: number of the class, middle and size of the box as shares of
/// the picture's; and <c>yolo/data.yaml</c>, which names the splits and the classes. Samples without an object are left out.
/// </summary>
internal sealed class YoloWriter(DatasetPlan plan, string output) : FormatWriter(output, DatasetFormat.Yolo)
{
    private const string Train = "train", Validation = "val";

    private readonly HashSet<string> _splits = [];

    /// <summary>What YOLO calls a split.</summary>
    public static string KeyOf(string split) => split == "validation" ? Validation : split;

    /// <inheritdoc/>
    public override void Add(MergedSample sample)
    {
        if (sample.Mask is null || RgbImage.Decode(sample.Mask) is not { } mask || MaskImage.BoxOf(mask) is not { } box) return;
        double x = (box.Left + box.Width / 2.0) / mask.Width, y = (box.Top + box.Height / 2.0) / mask.Height;
        double width = (double)box.Width / mask.Width, height = (double)box.Height / mask.Height;
        _splits.Add(sample.Split);
        string ending = plan.Settings.Format.Ending();
        Write($"images/{sample.Split}/{sample.Key}.{ending}", sample.Files[ending]);
        Write($"labels/{sample.Split}/{sample.Key}.txt", Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"{sample.Label} {x:0.######} {y:0.######} {width:0.######} {height:0.######}\n")));
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // Without 'path' Ultralytics looks beside this file; '.' would be its own folder of data sets, or the current one.
        StringBuilder yaml = new();
        string[] splits = [.. plan.Splits.Where(_splits.Contains)];
        foreach (string split in splits) yaml.Append($"{KeyOf(split)}: images/{split}\n");
        // It refuses a file without these two.
        if ((splits.Contains(Train) ? Train : splits.FirstOrDefault()) is { } other)
            foreach (string key in (string[])[Train, Validation])
                if (!splits.Select(KeyOf).Contains(key)) yaml.Append($"{key}: images/{other}\n");
        yaml.Append("names:\n");
        foreach (var (number, name) in plan.Classes.Index()) yaml.Append(FormattableString.Invariant($"  {number}: {YamlText.Of(name)}\n"));
        Write("data.yaml", Encoding.UTF8.GetBytes(yaml.ToString()));
    }
}
