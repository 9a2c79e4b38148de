namespace LatentDiffusion.Evaluation;

/// <summary>A picture that is ready for the network, or why it is not.</summary>
/// <param name="File">Its path in the folder.</param>
/// <param name="Key">What its features are kept under.</param>
internal sealed record PreparedPicture(string File, byte[] Key)
{
    /// <summary>[3, height, width], from a pool; null where there are features already, or a problem.</summary>
    public float[]? Values { get; init; }

    /// <summary>Features, logits and embedding of the prompt, from the cache.</summary>
    public float[]? Known { get; init; }

    /// <summary>The prompt, where one was asked for.</summary>
    public string? Prompt { get; init; }

    /// <summary>Its size in pixels.</summary>
    public (int Width, int Height) Size { get; init; }

    /// <summary>Why it is left out.</summary>
    public string? Problem { get; init; }
}
