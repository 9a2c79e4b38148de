using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// What all workers of a data set must have in common: plan, models, version, hardware. The first writes it, others compare.
/// </summary>
internal sealed class RunIdentity
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly byte[] _content;

    /// <summary>Gathers it.</summary>
    public RunIdentity(DatasetPlan plan, IReadOnlyDictionary<string, string> models, string runtime)
    {
        _content = [.. JsonSerializer.SerializeToUtf8Bytes(
            new { format = 1, name = plan.Name, plan = plan.Hash, models, library = Version, runtime }, Json), (byte)'\n'];
        Hash = Convert.ToHexStringLower(SHA256.HashData(_content));
    }

    /// <summary>The version of the library that draws.</summary>
    public static string Version { get; } = (typeof(LatentDiffusionPipeline).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    /// <summary>SHA-256 of it, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Writes it to a target, or compares it with what is there.</summary>
    /// <exception cref="DatasetException">The target is another run's, or what tells the run is damaged.</exception>
    public void Join(IShardStore store, string work, string plan, CancellationToken cancellationToken)
    {
        if (!Put(store, work, ShardNames.Run, _content, cancellationToken))
        {
            using Stream stream = store.Open(ShardNames.Run, cancellationToken);
            using StreamReader reader = new(stream, Encoding.UTF8);
            string there = reader.ReadToEnd(), here = Encoding.UTF8.GetString(_content);
            RequireWhole(store, there);
            if (there != here)
                throw new DatasetException(
                    $"{store.Name}: '{ShardNames.Run}' is of another run: it has {Difference(there, here)}, "
                    + $"this one {Difference(here, there)}. "
                    + "Draw into another folder, or with the same plan, models, version and hardware.");
        }

        Put(store, work, ShardNames.Plan, File.ReadAllBytes(plan), cancellationToken);
    }

    /// <summary>Refuses what is no file of a run at all: it is not another's then.</summary>
    /// <param name="store">The target.</param>
    /// <param name="content">What is there.</param>
    /// <exception cref="DatasetException">It is damaged.</exception>
    public static void RequireWhole(IShardStore store, string content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new DatasetException(
                $"{store.Name}: '{ShardNames.Run}' is damaged: {Shown.Cause(e)}. Remove it and draw again: it is written anew.", e);
        }
    }

    private static bool Put(IShardStore store, string work, string name, byte[] content, CancellationToken cancellationToken)
    {
        if (store.Exists(name, cancellationToken)) return false;
        string file = Path.Combine(work, $"{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = new(file, FileMode.CreateNew))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            return store.Publish(name, file, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The first line that the other has not.</summary>
    private static string Difference(string of, string from) =>
        of.Split('\n').Except(from.Split('\n')).FirstOrDefault()?.Trim().TrimEnd(',') ?? "less";
}
