namespace LatentDiffusion.Provenance;

/// <summary>
/// Signs the files of generated pictures: a stage for the end of <see cref="PipelineOptions.FileStages"/>, since what changes a file later
/// breaks the signature.
/// </summary>
/// <param name="signer">Who signs. Not disposed of here.</param>
public sealed class C2paStage(C2paSigner signer) : IFileStage
{
    /// <inheritdoc/>
    public string Name => "C2PA";

    /// <inheritdoc/>
    public byte[] Apply(byte[] file, ImageFormat format, GeneratedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return C2paFile.Sign(file, signer, new C2paClaim { Sources = image.Sources });
    }
}
