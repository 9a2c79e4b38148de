namespace LatentDiffusion.Provenance;

/// <summary>A mark that cannot be read; caught where it is reported.</summary>
internal sealed class DamagedMarkException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The status code of C2PA for it.</summary>
    public string Code { get; } = code;
}
