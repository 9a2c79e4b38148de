namespace LatentDiffusion.Provenance;

/// <summary>Somebody who attests when a signature was there (RFC 3161).</summary>
public interface ITimestampAuthority
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">A <c>TimeStampReq</c> in DER.</param>
    /// <returns>The <c>TimeStampResp</c> in DER.</returns>
    /// <exception cref="ProvenanceException">There is no answer.</exception>
    byte[] Answer(ReadOnlyMemory<byte> request);
}
