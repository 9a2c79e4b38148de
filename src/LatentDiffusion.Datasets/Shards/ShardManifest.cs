using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Datasets;

/// <summary>What stands beside a shard; the shard is finished once it does.</summary>
internal sealed record ShardManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new HexadecimalConverter() },
    };

    /// <summary>The shard's name.</summary>
    public required string Shard { get; init; }

    /// <summary>The plan's hash.</summary>
    public required string Plan { get; init; }

    /// <summary>The run's identity.</summary>
    public required string Run { get; init; }

    /// <summary>The number of its first sample.</summary>
    public required long First { get; init; }

    /// <summary>The number of samples that it was to have.</summary>
    public required int Planned { get; init; }

    /// <summary>Bytes of the tar.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the tar, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Numbers of the samples that are in it.</summary>
    public required IReadOnlyList<long> Samples { get; init; }

    /// <summary>Their labels.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Their perceptual hashes, in hexadecimal.</summary>
    public required IReadOnlyList<ulong> Hashes { get; init; }

    /// <summary>Numbers of the samples of which every attempt was rejected.</summary>
    public required IReadOnlyList<long> Missing { get; init; }

    /// <summary>How many attempts were rejected, by gate.</summary>
    public required IReadOnlyDictionary<string, int> Rejected { get; init; }

    /// <summary>The file in bytes.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DatasetException">It is damaged.</exception>
    public static ShardManifest Read(Stream stream, string name)
    {
        try
        {
            return Read(stream);
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{name}: the manifest of a shard is damaged: {Shown.Cause(e)}. {ShardNames.Again}", e);
        }
    }

    /// <summary>
    /// Whether a shard is there and whole as far as is told without reading it: its manifest, which comes last, and a tar of as many bytes.
    /// </summary>
    /// <exception cref="DatasetException">The manifest cannot be read, which is not to say that it is damaged.</exception>
    public static bool IsMet(IShardStore store, string shard, CancellationToken cancellationToken)
    {
        string name = ShardNames.Manifest(shard);
        if (!store.Exists(name, cancellationToken)) return false;
        try
        {
            using Stream stream = store.Open(name, cancellationToken);
            return Read(stream).Bytes == store.SizeOf(ShardNames.Tar(shard), cancellationToken);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ShardManifest Read(Stream stream)
    {
        ShardManifest manifest = JsonSerializer.Deserialize<ShardManifest>(stream, Json) ?? throw new JsonException("it is null");
        return manifest.Labels.Count == manifest.Samples.Count && manifest.Hashes.Count == manifest.Samples.Count ? manifest
            : throw new JsonException("its lists differ in length");
    }
}
