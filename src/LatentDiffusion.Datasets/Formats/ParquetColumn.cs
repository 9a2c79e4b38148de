using System.Text;
using Parquet;
using Parquet.Schema;

namespace LatentDiffusion.Datasets;

/// <summary>A column of a Parquet file.</summary>
/// <param name="Field">Its type.</param>
/// <param name="Feature">What <c>datasets</c> of Hugging Face takes it for.</param>
/// <param name="Write">Writes the values of a row group.</param>
internal sealed record ParquetColumn(Field Field, object Feature, Func<ParquetRowGroupWriter, MergedSample[], Task> Write)
{
    /// <summary>Its name.</summary>
    public string Name => Field.Name;

    /// <summary>The columns of a plan.</summary>
    public static List<ParquetColumn> Of(DatasetPlan plan)
    {
        string ending = plan.Settings.Format.Ending();
        List<ParquetColumn> columns =
        [
            Picture("image", ending, s => s.Files[ending]),
            Label(plan),
            Text("caption", s => s.Text("caption")),
            Text("key", s => s.Key),
            Text("prompt", s => s.Text("prompt")),
            Text("negative_prompt", s => s.Text("negative_prompt")),
            Whole("seed", s => (long?)s.Number("seed")),
            Text("model", s => s.Text("model")),
            Text("model_hash", s => s.Text("model_hash")),
            Text("scheduler", s => s.Text("scheduler")),
            Whole("steps", s => (long?)s.Number("steps")),
            Real("guidance_scale", s => s.Number("guidance_scale")),
            Real("strength", s => s.Number("strength")),
            Text("source", s => s.Text("source")),
            Text("digital_source_type", s => s.Text("digital_source_type")),
            Text("record", s => Encoding.UTF8.GetString(s.Files["json"])),
        ];
        IEnumerable<DatasetMode> modes = plan.Settings.Classes.Select(c => c.Mode);
        if (modes.Any(m => m is DatasetMode.Inside or DatasetMode.Outside)) columns.Add(Picture("mask", "png", s => s.Mask));
        if (modes.Contains(DatasetMode.Control)) columns.Add(Picture("control", "png", s => s.Files.GetValueOrDefault("control.png")));
        return columns;
    }

    private static ParquetColumn Picture(string name, string ending, Func<MergedSample, byte[]?> bytes)
    {
        DataField<byte[]> content = new("bytes");
        DataField<string> path = new("path");
        return new ParquetColumn(new StructField(name, content, path), new { _type = "Image" }, async (group, rows) =>
        {
            await group.WriteAsync(content, [.. rows.Select(bytes)!]).ConfigureAwait(false);
            await group.WriteAsync(path, [.. rows.Select(r => bytes(r) is null ? null : $"{r.Key}.{ending}")!]).ConfigureAwait(false);
        });
    }

    private static ParquetColumn Label(DatasetPlan plan)
    {
        DataField<long> field = new("label");
        return new ParquetColumn(
            field, new { names = plan.Classes, _type = "ClassLabel" },
            (group, rows) => group.WriteAsync<long>(field, rows.Select(r => (long)r.Label).ToArray()));
    }

    private static ParquetColumn Text(string name, Func<MergedSample, string?> value)
    {
        DataField<string> field = new(name);
        return new ParquetColumn(field, Value("string"), (group, rows) => group.WriteAsync(field, [.. rows.Select(value)!]));
    }

    private static ParquetColumn Whole(string name, Func<MergedSample, long?> value)
    {
        DataField<long?> field = new(name);
        return new ParquetColumn(field, Value("int64"), (group, rows) => group.WriteAsync<long>(field, rows.Select(value).ToArray()));
    }

    private static ParquetColumn Real(string name, Func<MergedSample, double?> value)
    {
        DataField<double?> field = new(name);
        return new ParquetColumn(field, Value("float64"), (group, rows) => group.WriteAsync<double>(field, rows.Select(value).ToArray()));
    }

    private static object Value(string type) => new { dtype = type, _type = "Value" };
}
