using System.Text;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>
/// Joins the shards of a data set: finds near duplicates across them, puts spare samples in their place, and writes the layouts that
/// trainers read, with a card. Shards stay as they are.
/// </summary>
public sealed class DatasetMerge
{
    /// <summary>The name of the list of samples that are left out.</summary>
    public const string DuplicatesFile = "duplicates.jsonl";

    private DatasetMerge(DatasetPlan plan, SampleChoice choice, string card)
    {
        (Samples, Duplicates, Card) = (choice.Count, choice.Duplicates.Count, card);
        Lacking = [.. choice.Lacking.Select(l => (plan.Classes[l.Label], l.Split, l.Lacking))];
    }

    /// <summary>The number of samples of the data set.</summary>
    public long Samples { get; }

    /// <summary>The number of samples that are left out as near duplicates.</summary>
    public long Duplicates { get; }

    /// <summary>How many samples are lacking, of each class and split in which some are.</summary>
    public IReadOnlyList<(string Class, string Split, long Count)> Lacking { get; }

    /// <summary>Path of the card.</summary>
    public string Card { get; }

    /// <summary>Joins shards.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="store">Where the shards are.</param>
    /// <param name="output">Folder for the layouts and the card; it may be that of the shards.</param>
    /// <param name="formats">The layouts; those of the plan unless given.</param>
    /// <param name="cancellationToken">Stops it; layouts that are not complete are removed.</param>
    /// <exception cref="DatasetException">Shards are lacking or damaged; nothing is written then.</exception>
    public static DatasetMerge Run(
        DatasetPlan plan,
        IShardStore store,
        string output,
        IReadOnlyList<DatasetFormat>? formats = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(output);
        formats ??= plan.Settings.Formats;
        if (plan.Settings.FaultOf(formats) is { } fault) throw new PlanException(plan.Settings.File, 0, $"the choice of formats {fault}.");
        if (formats.Distinct().Count() < formats.Count) throw new ArgumentException("A layout is named twice.", nameof(formats));
        foreach (DatasetFormat format in formats) WrittenPlaces.RequireOwn(output, FormatWriter.FolderOf(format));
        WrittenPlaces.RequireOwn(output, DatasetCard.FileName);
        Choose(plan, store, cancellationToken, out DatasetCheck check, out ShardReader reader, out SampleChoice choice);
        Directory.CreateDirectory(output);
        using FileStream held = Hold(output);
        Write(plan, reader, choice, formats, output, cancellationToken);
        WriteDuplicates(plan, choice, output);
        string card = Path.Combine(output, DatasetCard.FileName);
        byte[] content = Encoding.UTF8.GetBytes(DatasetCard.Write(plan, check, choice, formats, store, cancellationToken));
        WrittenPlaces.NoteFile(output, DatasetCard.FileName, content);
        AtomicFile.Write(card, content);
        return new DatasetMerge(plan, choice, card);
    }

    /// <summary>Checks the shards and chooses the samples of the data set.</summary>
    /// <exception cref="DatasetException">Shards are lacking or damaged.</exception>
    internal static void Choose(
        DatasetPlan plan, IShardStore store, CancellationToken cancellationToken, out DatasetCheck check, out ShardReader reader,
        out SampleChoice choice)
    {
        check = DatasetCheck.Of(plan, store, cancellationToken: cancellationToken);
        if (check.Problems.Count > 0)
            throw new DatasetException($"{store.Name}: the data set cannot be joined: {Listing.Of(check.Problems, 3)}");
        reader = new ShardReader(plan, check, store);
        DuplicateSettings? settings = plan.Settings.Gates.Duplicates;
        using FeatureNetwork? network = settings?.Network is { } folder
            ? FeatureNetwork.Load(folder, new FeatureNetworkOptions { BatchSize = 1 }) : null;
        DuplicateGate? gate = settings is null ? null : new DuplicateGate(settings, network);
        choice = new SampleChoice(plan, check, gate, reader.Picture, cancellationToken);
    }

    /// <summary>Two merges into one folder would take each other's files away.</summary>
    private static FileStream Hold(string output)
    {
        string path = Path.Combine(output, ".merge.lock");
        try
        {
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new DatasetException($"'{output}' is being written by another merge.", e);
        }
    }

    private static void Write(
        DatasetPlan plan, ShardReader reader, SampleChoice choice, IReadOnlyList<DatasetFormat> formats, string output,
        CancellationToken cancellationToken)
    {
        if (formats.Count == 0) return;
        List<FormatWriter> writers = [];
        try
        {
            foreach (DatasetFormat format in formats) writers.Add(FormatWriter.Of(format, plan, choice.BySplit, output));
            foreach (MergedSample sample in reader.Read(choice, cancellationToken))
                foreach (FormatWriter writer in writers) writer.Add(sample);
            foreach (FormatWriter writer in writers) writer.Complete();
        }
        finally
        {
            foreach (FormatWriter writer in writers) writer.Dispose();
        }
    }

    private static void WriteDuplicates(DatasetPlan plan, SampleChoice choice, string output)
    {
        string path = Path.Combine(output, DuplicatesFile);
        File.Delete(path);
        if (choice.Duplicates.Count == 0) return;
        StringBuilder lines = new();
        foreach (var (sample, of) in choice.Duplicates)
            lines.Append($"{{\"key\":\"{plan.Recipe(sample).Key}\",\"of\":\"{plan.Recipe(of).Key}\"}}\n");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(lines.ToString()));
    }
}
