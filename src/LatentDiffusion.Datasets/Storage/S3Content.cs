using System.Net;
using Amazon.S3.Model;

namespace LatentDiffusion.Datasets;

/// <summary>The content of an object in S3, which is asked for from there on where a connection breaks off: shards are large.</summary>
internal sealed class S3Content : Stream
{
    private const int Attempts = 5; // without a byte between them
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Func<ByteRange?, string?, GetObjectResponse> _ask;
    private readonly Func<Exception, DatasetException> _failure;
    private readonly CancellationToken _cancellationToken;
    private readonly string? _etag;
    private GetObjectResponse _response;
    private long _position;

    /// <summary>Opens a content.</summary>
    /// <param name="ask">Asks for a part of it, or null for the whole, as long as it has a tag, where that is known.</param>
    /// <param name="failure">What is thrown where it cannot be read to its end.</param>
    /// <param name="cancellationToken">Ends the waiting between attempts.</param>
    public S3Content(
        Func<ByteRange?, string?, GetObjectResponse> ask, Func<Exception, DatasetException> failure, CancellationToken cancellationToken)
    {
        (_ask, _failure, _cancellationToken) = (ask, failure, cancellationToken);
        _response = ask(null, null);
        (Length, _etag) = (_response.ContentLength, _response.ETag);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                int read = _response.ResponseStream.Read(buffer);
                if (read == 0 && buffer.Length > 0 && _position < Length)
                    throw new IOException($"it ended after {_position} of {Length} bytes.");
                _position += read;
                return read;
            }
            catch (Exception e) when (S3Store.IsFailure(e))
            {
                if (attempt == Attempts || _position >= Length) throw _failure(e);
                _cancellationToken.WaitHandle.WaitOne(Pause * attempt);
                _cancellationToken.ThrowIfCancellationRequested();
                GoOn();
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _response.Dispose();
        base.Dispose(disposing);
    }

    private void GoOn()
    {
        _response.Dispose();
        _response = _ask(new ByteRange(_position, Length - 1), _etag);
        if (_response.HttpStatusCode != HttpStatusCode.PartialContent && _position > 0)
            throw _failure(new IOException("it broke off, and the server gives no parts."));
    }
}
