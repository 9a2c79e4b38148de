namespace LatentDiffusion.Runtime;

/// <summary>
/// What a session has mapped of files with its weights. Its pages can be given back to the system: they stay in its cache as long as it has
/// room, but are no memory of this process until they are read again. Systems other than Linux decide by themselves.
/// </summary>
internal interface IMappedWeights
{
    /// <summary>Bytes of the files.</summary>
    long Bytes { get; }

    /// <summary>Gives the pages back.</summary>
    void Release();
}
