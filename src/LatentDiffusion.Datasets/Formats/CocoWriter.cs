using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// <c>coco/SPLIT/KEY.png</c> and <c>coco/annotations/instances_SPLIT.json</c>, with the box and the mask (uncompressed runs) of each
/// object. Samples without an object are left out. Numbers of pictures and annotations are those of samples, from 1; those of categories
/// are those of classes, from 1.
/// </summary>
internal sealed class CocoWriter(DatasetPlan plan, string output) : FormatWriter(output, DatasetFormat.Coco)
{
    private readonly Dictionary<string, (MemoryStream Images, MemoryStream Annotations)> _parts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Add(MergedSample sample)
    {
        if (sample.Mask is null || RgbImage.Decode(sample.Mask) is not { } mask || MaskImage.BoxOf(mask) is not { } box) return;
        string ending = plan.Settings.Format.Ending();
        Write($"{sample.Split}/{sample.Key}.{ending}", sample.Files[ending]);
        if (!_parts.TryGetValue(sample.Split, out var parts)) _parts.Add(sample.Split, parts = (new MemoryStream(), new MemoryStream()));
        var (counts, area) = RunLength.Of(mask);
        Append(parts.Images, new
        {
            id = sample.Index + 1, file_name = $"{sample.Key}.{ending}", width = mask.Width, height = mask.Height,
        });
        Append(parts.Annotations, new
        {
            id = sample.Index + 1,
            image_id = sample.Index + 1,
            category_id = sample.Label + 1,
            bbox = new[] { box.Left, box.Top, box.Width, box.Height },
            area,
            iscrowd = 0,
            segmentation = new { counts, size = new[] { mask.Height, mask.Width } },
        });
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (var (split, parts) in _parts)
        {
            using FileStream stream = Create($"annotations/instances_{split}.json");
            using StreamWriter text = new(stream);
            var categories = plan.Classes.Index().Select(c => new { id = c.Index + 1, name = c.Item });
            text.Write($"{{\"info\":{JsonSerializer.Serialize(new { description = plan.Name, version = plan.Hash })},\"categories\":");
            text.Write($"{JsonSerializer.Serialize(categories)},\"images\":[");
            text.Flush();
            parts.Images.WriteTo(stream);
            text.Write("],\"annotations\":[");
            text.Flush();
            parts.Annotations.WriteTo(stream);
            text.Write("]}");
        }
    }

    private static void Append<T>(MemoryStream list, T item)
    {
        if (list.Length > 0) list.WriteByte((byte)',');
        JsonSerializer.Serialize(list, item);
    }
}
