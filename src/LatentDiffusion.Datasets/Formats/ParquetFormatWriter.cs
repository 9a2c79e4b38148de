using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace LatentDiffusion.Datasets;

/// <summary>
/// <c>data/SPLIT-00000-of-00002.parquet</c>, as Hugging Face's <c>datasets</c> reads and writes them: pictures are structs of bytes and
/// path, and the metadata of the file describe the columns as its features.
/// </summary>
internal sealed class ParquetFormatWriter(DatasetPlan plan, IReadOnlyDictionary<string, long> counts, string output)
    : ShardedFormatWriter(plan, output, DatasetFormat.Parquet)
{
    private const int RowGroup = 100; // what the hub advises for pictures

    private readonly List<ParquetColumn> _columns = ParquetColumn.Of(plan);
    private readonly int _fileSize = plan.Settings.ShardSize;

    /// <inheritdoc/>
    protected override void Write(string split, int number, IReadOnlyList<MergedSample> samples)
    {
        long files = (counts[split] + _fileSize - 1) / _fileSize;
        using FileStream stream = Create(FormattableString.Invariant($"{split}-{number:D5}-of-{files:D5}.parquet"));
        WriteAsync(stream, samples).GetAwaiter().GetResult();
    }

    private async Task WriteAsync(Stream stream, IReadOnlyList<MergedSample> samples)
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
            foreach (MergedSample[] rows in samples.Chunk(RowGroup))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach (ParquetColumn column in _columns) await column.Write(group, rows).ConfigureAwait(false);
                group.CompleteValidate();
            }
        }
    }
}
