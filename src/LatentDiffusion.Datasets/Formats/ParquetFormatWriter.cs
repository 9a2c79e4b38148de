using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace LatentDiffusion.Datasets;

/// <summary>
/// <c>data/SPLIT-00000-of-00002.parquet</c>, as Hugging Face's <c>datasets</c> reads and writes them: pictures are structs of bytes and
/// path, and the metadata of the file describe the columns as its features.
/// </summary>
internal sealed class ParquetFormatWriter(DatasetPlan plan, IReadOnlyDictionary<string, long> counts, string output)
    : FormatWriter(output, "data")
{
    private const int RowGroup = 100; // what the hub advises for pictures

    private readonly List<MergedSample> _samples = [];
    private readonly List<ParquetColumn> _columns = ParquetColumn.Of(plan);
    private string? _split;
    private int _number;

    /// <inheritdoc/>
    public override void Add(MergedSample sample)
    {
        if (sample.Split != _split)
        {
            Finish();
            (_split, _number) = (sample.Split, 0);
        }

        _samples.Add(sample);
        if (_samples.Count == plan.Settings.ShardSize) Finish();
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_samples.Count == 0) return;
        long files = (counts[_split!] + plan.Settings.ShardSize - 1) / plan.Settings.ShardSize;
        using FileStream stream = Create(FormattableString.Invariant($"{_split}-{_number++:D5}-of-{files:D5}.parquet"));
        WriteAsync(stream).GetAwaiter().GetResult();
        _samples.Clear();
    }

    private async Task WriteAsync(Stream stream)
    {
        ParquetSchema schema = new([.. _columns.Select(c => c.Field)]);
        ParquetWriter writer = await ParquetWriter.CreateAsync(
            schema, stream, new ParquetOptions { CompressionMethod = CompressionMethod.None }).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var features = _columns.ToDictionary(c => c.Name, c => c.Feature);
            writer.CustomMetadata = new Dictionary<string, string>
            {
                ["huggingface"] = JsonSerializer.Serialize(new { info = new { features } }),
            };
            foreach (MergedSample[] rows in _samples.Chunk(RowGroup))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach (ParquetColumn column in _columns) await column.Write(group, rows).ConfigureAwait(false);
                group.CompleteValidate();
            }
        }
    }
}
