using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>A request cannot be done as it stands.</summary>
/// <param name="fault">Why.</param>
internal sealed class RequestException(Fault fault) : Exception(fault.Message)
{
    /// <summary>A value that breaks a rule.</summary>
    public RequestException(string parameter, string message)
        : this(new Fault(StatusCodes.Status400BadRequest, "invalid_value", message, parameter))
    {
    }

    /// <summary>Why.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>There is no such thing.</summary>
    public static RequestException NotFound(string message) => new(new Fault(StatusCodes.Status404NotFound, "not_found", message));
}
