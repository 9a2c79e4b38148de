using System.Text.Encodings.Web;
using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// <c>imagefolder/SPLIT/CLASS/KEY.png</c>, with <c>metadata.jsonl</c> of each split, whose <c>file_name</c> is what the loader
/// <c>imagefolder</c> of Hugging Face's <c>datasets</c> looks for.
/// </summary>
internal sealed class ImageFolderWriter(DatasetPlan plan, string output) : FormatWriter(output, DatasetFormat.ImageFolder)
{
    private readonly Dictionary<string, FileStream> _metadata = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Add(MergedSample sample)
    {
        string ending = plan.Settings.Format.Ending();
        foreach (var (name, content) in sample.Files)
            if (name == ending) Write($"{sample.Split}/{sample.Class}/{sample.Key}.{name}", content);
        if (sample.Mask is not null) Write($"masks/{sample.Split}/{sample.Class}/{sample.Key}.png", sample.Mask);
        if (!_metadata.TryGetValue(sample.Split, out FileStream? lines))
            _metadata.Add(sample.Split, lines = Create($"{sample.Split}/metadata.jsonl"));
        using (Utf8JsonWriter writer = new(lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("file_name", $"{sample.Class}/{sample.Key}.{ending}");
            foreach (JsonProperty property in sample.Record.EnumerateObject()) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        lines.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Finish();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (FileStream lines in _metadata.Values) lines.Dispose();
    }
}
