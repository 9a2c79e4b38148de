using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace LatentDiffusion.Datasets;

/// <summary>
/// A bucket of S3 or of a server that speaks it. A file is put on the condition that there is none of its name (<c>If-None-Match: *</c>),
/// so that of two workers one publishes. Where reading breaks off, it goes on from there. Credentials and region are those of the
/// environment, as Amazon's tools find them.
/// </summary>
public sealed class S3Store : IShardStore, IDisposable
{
    private const string Scheme = "s3://";
    private const int Attempts = 5, FirstPause = 200; // milliseconds; each pause is twice the one before
    private const long LargestPut = 5L << 30; // https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html

    private readonly IAmazonS3 _client;
    private readonly string _bucket, _prefix;

    /// <summary>Uses a client.</summary>
    /// <param name="client">The client, which is disposed with this.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What all names begin with; may be empty.</param>
    public S3Store(IAmazonS3 client, string bucket, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(bucket);
        ArgumentNullException.ThrowIfNull(prefix);
        (_client, _bucket, _prefix) = (client, bucket, prefix.Trim('/') is { Length: > 0 } inner ? inner + "/" : "");
    }

    /// <inheritdoc/>
    public string Name => $"{Scheme}{_bucket}/{_prefix}";

    /// <summary>Whether a text is an address: <c>s3://bucket/prefix</c>.</summary>
    /// <param name="text">The text.</param>
    public static bool IsAddress(string text) => text?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Opens a bucket.</summary>
    /// <param name="address"><c>s3://bucket/prefix</c>.</param>
    /// <param name="endpoint">Address of the server; the variable <c>AWS_ENDPOINT_URL</c>, else Amazon's, unless given.</param>
    /// <exception cref="ArgumentException">It is no such address, or there is no region or endpoint.</exception>
    public static S3Store Connect(string address, string? endpoint = null)
    {
        if (!IsAddress(address) || address[Scheme.Length..].Split('/', 2) is not [{ Length: > 0 } bucket, ..] parts)
            throw new ArgumentException($"'{Shown.Of(address)}' is not an address in S3: it is {Scheme}bucket/prefix.", nameof(address));
        endpoint ??= Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        AmazonS3Config config = new();
        if (!string.IsNullOrEmpty(endpoint)) Serve(config, endpoint);
        return new S3Store(Client(config), bucket, parts.Length > 1 ? parts[1] : "");
    }

    /// <inheritdoc/>
    public bool Exists(string name, CancellationToken cancellationToken) => SizeOf(name, cancellationToken) is not null;

    /// <inheritdoc/>
    public long? SizeOf(string name, CancellationToken cancellationToken)
    {
        try
        {
            return _client.GetObjectMetadataAsync(_bucket, _prefix + name, cancellationToken).GetAwaiter().GetResult().ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("asked for", name, e);
        }
    }

    /// <inheritdoc/>
    public void Remove(string name, CancellationToken cancellationToken)
    {
        try
        {
            _client.DeleteObjectAsync(_bucket, _prefix + name, cancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("removed", name, e);
        }
    }

    /// <inheritdoc/>
    public bool Publish(string name, string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > LargestPut)
            throw new DatasetException($"{Name}: '{name}' is larger than the 5 GiB of one upload; make 'shard_size' smaller.");
        for (int attempt = 1; ; attempt++)
        {
            PutObjectRequest request = new()
            {
                BucketName = _bucket, Key = _prefix + name, FilePath = file, IfNoneMatch = "*",
                UseChunkEncoding = false, // there are servers that would store the chunks' heads too
            };
            try
            {
                _client.PutObjectAsync(request, cancellationToken).GetAwaiter().GetResult();
                File.Delete(file);
                return true;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && attempt < Attempts)
            {
                // Another upload of the name is under way: S3 says to ask again. Not all that wait shall do so at the same time.
                int pause = (FirstPause << (attempt - 1)) + Random.Shared.Next(FirstPause / 2);
                Task.Delay(pause, cancellationToken).GetAwaiter().GetResult();
            }
            catch (Exception e) when (IsFailure(e))
            {
                throw Failure("published", name, e);
            }
        }
    }

    /// <inheritdoc/>
    public Stream Open(string name, CancellationToken cancellationToken)
    {
        return new S3Content(Ask, e => Failure("read", name, e), cancellationToken);

        GetObjectResponse Ask(ByteRange? part, string? etag)
        {
            GetObjectRequest request = new() { BucketName = _bucket, Key = _prefix + name, ByteRange = part, EtagToMatch = etag };
            try
            {
                return _client.GetObjectAsync(request, cancellationToken).GetAwaiter().GetResult();
            }
            catch (Exception e) when (IsFailure(e))
            {
                throw Failure("read", name, e);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder, CancellationToken cancellationToken)
    {
        List<string> names = [];
        ListObjectsV2Request request = new() { BucketName = _bucket, Prefix = $"{_prefix}{folder}/" };
        try
        {
            ListObjectsV2Response page;
            do
            {
                page = _client.ListObjectsV2Async(request, cancellationToken).GetAwaiter().GetResult();
                names.AddRange((page.S3Objects ?? []).Select(o => o.Key[_prefix.Length..]));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("listed", folder, e);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Whether the server, or the way to it, failed.</summary>
    internal static bool IsFailure(Exception e) => e is Amazon.Runtime.AmazonServiceException or Amazon.Runtime.AmazonClientException
        or HttpRequestException or IOException;

    private static AmazonS3Client Client(AmazonS3Config config)
    {
        try
        {
            return new AmazonS3Client(config);
        }
        catch (Amazon.Runtime.AmazonClientException e)
        {
            throw new ArgumentException($"S3 cannot be used: {Shown.Cause(e)}", e);
        }
    }

    /// <summary>Other servers than Amazon's know neither buckets as hosts nor, some of them, checksums behind the content.</summary>
    private static void Serve(AmazonS3Config config, string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The endpoint of S3 is '{Shown.Of(endpoint)}'; it must be an address of http or https.");
        (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
        config.RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED;
    }

    private DatasetException Failure(string what, string name, Exception e) =>
        new($"{Name}: '{name}' cannot be {what}: {Shown.Cause(e)}", e);
}
