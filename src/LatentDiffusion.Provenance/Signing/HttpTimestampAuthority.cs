using System.Globalization;
using System.Net.Http.Headers;

namespace LatentDiffusion.Provenance;

/// <summary>A time stamp authority that is asked over HTTP (RFC 3161, section 3.4).</summary>
public sealed class HttpTimestampAuthority : ITimestampAuthority
{
    private const int MaxBytes = 1 << 20;

    // The patience of each authority ends a request, not the client's own of 100 s, which would cut a longer one.
    private static readonly HttpClient Client = new() { MaxResponseContentBufferSize = MaxBytes, Timeout = Timeout.InfiniteTimeSpan };

    private readonly Uri _address;
    private readonly TimeSpan _patience;

    /// <summary>Names the authority.</summary>
    /// <param name="address">Its address: http or https.</param>
    /// <param name="patience">How long an answer may take. Default 15 seconds.</param>
    /// <exception cref="ArgumentException">The address is of another kind, or the time not above zero.</exception>
    public HttpTimestampAuthority(Uri address, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                $"The address of a time stamp authority must begin with http or https; it is '{address}'.", nameof(address));
        }

        (_address, _patience) = (address, patience ?? TimeSpan.FromSeconds(15));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_patience, TimeSpan.Zero, nameof(patience));
    }

    /// <inheritdoc/>
    public byte[] Answer(ReadOnlyMemory<byte> request)
    {
        using CancellationTokenSource late = new(_patience);
        using HttpRequestMessage message = new(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(request) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        try
        {
            using HttpResponseMessage response = Client.Send(message, HttpCompletionOption.ResponseContentRead, late.Token);
            if (!response.IsSuccessStatusCode)
                throw new ProvenanceException($"The time stamp authority {_address} answers {(int)response.StatusCode}.");
            using MemoryStream answer = new();
            response.Content.CopyTo(answer, null, late.Token);
            return answer.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ProvenanceException($"The time stamp authority {_address} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            string patience = _patience.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            throw new ProvenanceException($"The time stamp authority {_address} does not answer within {patience} s.", e);
        }
    }
}
